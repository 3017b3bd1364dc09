import { z } from 'zod'
import { VariationPlan } from './event.ts'

/** Answer of `POST /v1/runs?dryRun=true`: what would be, where nothing was stored or started. */
export const RunPreview = z
  .object({
    /** Without a seed in the request, each call deals another one. */
    plans: z.array(VariationPlan),
    /** The Kubernetes Job of the first attempt, with placeholders for what is secret; null where agents are processes. */
    job: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'RunPreview' })
export type RunPreview = z.infer<typeof RunPreview>
