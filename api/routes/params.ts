import { z } from 'zod'
import { Id } from '#contract/ids.ts'
import { MAX_VARIATIONS } from '#contract/limits.ts'

export const RunParams = z.object({ id: Id })

export const VariationParams = z.object({
  id: Id,
  index: z
    .string()
    .regex(/^\d{1,2}$/, 'must be the index of a variation, a whole number from 0')
    .transform(Number)
    .pipe(z.int().max(MAX_VARIATIONS - 1)),
})

export const ArtifactParams = z.object({ id: Id })

/** The body of a POST that says all in its address; none, null and {} mean the same. */
export const NoBody = z
  .strictObject({})
  .nullish()
  .transform(() => ({}))

export const RowParams = z.object({
  id: Id,
  row: z
    .string()
    .regex(/^\d{1,5}$/, 'must be the number of a row, a whole number from 0')
    .transform(Number),
})
