import { dayOf } from '../budgets.ts'
import type { CallRow, CallUsage } from '../call.ts'
import { sql } from '../drizzle.ts'
import { prepared } from '../prepared.ts'
import { usageDays } from '../schema.ts'
import { tokensOf } from '../usage.ts'
import type { Tx } from '../writer/transaction.ts'

const addRow = prepared((db) => {
  const at = sql.placeholder
  const day = usageDays
  const tokens = { inputTokens: at('inputTokens'), outputTokens: at('outputTokens') }
  return db
    .insert(day)
    .values({ day: at('day'), calls: 1, ...tokens, costUsd: at('costUsd'), countedUsd: at('countedUsd') })
    .onConflictDoUpdate({
      target: day.day,
      set: {
        calls: sql`${day.calls} + 1`,
        inputTokens: sql`${day.inputTokens} + excluded.inputTokens`,
        outputTokens: sql`${day.outputTokens} + excluded.outputTokens`,
        costUsd: sql`${day.costUsd} + excluded.costUsd`,
        countedUsd: sql`${day.countedUsd} + excluded.countedUsd`,
      },
    })
    .prepare()
})

/** Adds what a call used to the day it was begun on. A total is unknown from the first unknown part on. */
export function addToDay(tx: Tx, { provider, createdAt, maxCostUsd }: CallRow, usage: CallUsage): void {
  const { costUsd } = usage
  const countedUsd = costUsd ?? maxCostUsd ?? 0
  addRow(tx.db).run({ day: dayOf(createdAt), ...tokensOf(provider, usage), costUsd, countedUsd })
}
