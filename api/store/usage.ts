import type { Usage } from '#contract/api.ts'
import { dayOf } from './budgets.ts'
import type { CallUsage, Provider } from './call.ts'
import type { Db } from './database.ts'
import { and, eq } from './drizzle.ts'
import { calls, usageDays } from './schema.ts'

/** Totals of no call at all. */
export const noUsage: Usage = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }

/** What the settled calls of each attempt of a run used, by `usageKey`. It agrees with the run's `usage` events. */
export function readUsage(db: Db, runId: string): ReadonlyMap<string, Usage> {
  const isSettled = and(eq(calls.runId, runId), eq(calls.state, 'settled'))
  const totals = new Map<string, Usage>()
  for (const row of db.select().from(calls).where(isSettled).all()) {
    const key = usageKey(row)
    const used = { calls: 1, costUsd: row.costUsd, ...tokensOf(row.provider, row) }
    totals.set(key, addUsage(totals.get(key) ?? noUsage, used))
  }
  return totals
}

export function usageKey({ index, number }: { readonly index: number; readonly number: number }): string {
  return `${index}/${number}`
}

/** The sum, unknown where a part is. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    calls: a.calls + b.calls,
    inputTokens: sum(a.inputTokens, b.inputTokens),
    outputTokens: sum(a.outputTokens, b.outputTokens),
    costUsd: sum(a.costUsd, b.costUsd),
  }
}

/** What was used on the day (UTC) of a time, by runs removed since as well. */
export function readDayUsage(db: Db, time: Date): Usage {
  const row = db
    .select()
    .from(usageDays)
    .where(eq(usageDays.day, dayOf(time.toISOString())))
    .get()
  if (row === undefined) return noUsage
  const { calls: count, inputTokens, outputTokens, costUsd } = row
  return { calls: count, inputTokens, outputTokens, costUsd }
}

/** Tokens as totals count them: a picture has none, which is not the same as an unknown number. */
export function tokensOf(provider: Provider, { inputTokens, outputTokens }: Tokens): Tokens {
  return provider === 'comfyui' ? { inputTokens: 0, outputTokens: 0 } : { inputTokens, outputTokens }
}

type Tokens = Pick<CallUsage, 'inputTokens' | 'outputTokens'>

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
