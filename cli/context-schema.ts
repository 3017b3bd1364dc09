import { z } from 'zod'

const Context = z.object({ server: z.url({ protocol: /^https?$/ }), key: z.string().min(1).optional() })

/** Servers by name, and the one that is meant when none is named. */
export const Contexts = z.object({
  current: z.string().nullable().default(null),
  contexts: z.record(z.string(), Context).default({}),
})
export type Contexts = z.infer<typeof Contexts>
