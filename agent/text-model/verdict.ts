import { z } from 'zod'

/** What a model that can see says of a picture. The reason comes first, so that it is read while the rest is written. */
export const Verdict = z.strictObject({
  why: z.string().trim().min(1).max(400).describe('What is seen, and how well it answers the brief.'),
  verdict: z.enum(['keep', 'revise']),
  changes: z.string().trim().max(300).describe('What to change, or "none".'),
})
export type Verdict = z.infer<typeof Verdict>
