import { z } from 'zod'

/** A budget that leaves no room, in numbers: what the message beside it says in words. */
export const BudgetShort = z
  .object({
    /** The day's is a setting of the server: nothing about a run raises it. */
    of: z.enum(['run', 'day']),
    budgetUsd: z.number(),
    /** Settled costs, and calls under way at the most they can cost. */
    usedUsd: z.number(),
    /** The most that the refused call can cost; null where none was asked for. */
    callUsd: z.number().nullable(),
    /** A budget of the run with which it goes on; null for the day's. */
    enoughUsd: z.number().nullable(),
  })
  .meta({ id: 'BudgetShort' })
export type BudgetShort = z.infer<typeof BudgetShort>
