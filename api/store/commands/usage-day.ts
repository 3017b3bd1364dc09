import { dayOf } from '../budgets.ts'
import type { CallRow, CallUsage } from '../call.ts'
import { sql } from '../drizzle.ts'
import { usageDays } from '../schema.ts'
import { tokensOf } from '../usage.ts'
import type { Tx } from '../writer/transaction.ts'

/** Adds what a call used to the day it was begun on. A total is unknown from the first unknown part on. */
export function addToDay(tx: Tx, { provider, createdAt, maxCostUsd }: CallRow, usage: CallUsage): void {
  const { inputTokens, outputTokens } = tokensOf(provider, usage)
  const { costUsd } = usage
  const countedUsd = costUsd ?? maxCostUsd ?? 0
  const day = usageDays
  tx.db
    .insert(day)
    .values({ day: dayOf(createdAt), calls: 1, inputTokens, outputTokens, costUsd, countedUsd })
    .onConflictDoUpdate({
      target: day.day,
      set: {
        calls: sql`${day.calls} + 1`,
        inputTokens: sql`${day.inputTokens} + ${inputTokens}`,
        outputTokens: sql`${day.outputTokens} + ${outputTokens}`,
        costUsd: sql`${day.costUsd} + ${costUsd}`,
        countedUsd: sql`${day.countedUsd} + ${countedUsd}`,
      },
    })
    .run()
}
