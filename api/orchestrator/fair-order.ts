import type { StoredAttempt } from '../store/attempt-store.ts'

/**
 * The order in which queued attempts get their places: in turn between owners, then between an owner's runs, then by
 * lane. Who runs least comes first, so that a big run never starves a small one; higher priority goes before all.
 */
export function fairOrder(queued: readonly StoredAttempt[], active: readonly StoredAttempt[]): StoredAttempt[] {
  const byOwner = countBy(active, (attempt) => attempt.owner)
  const byRun = countBy(active, (attempt) => attempt.runId)
  const left = [...queued].sort((a, b) => b.priority - a.priority || compareText(a.id, b.id))
  const ordered: StoredAttempt[] = []
  while (left.length > 0) {
    const next = pickNext(left, byOwner, byRun)
    left.splice(left.indexOf(next), 1)
    ordered.push(next)
    byOwner.set(next.owner, (byOwner.get(next.owner) ?? 0) + 1)
    byRun.set(next.runId, (byRun.get(next.runId) ?? 0) + 1)
  }
  return ordered
}

type Counts = Map<string, number>

function pickNext(left: readonly StoredAttempt[], byOwner: Counts, byRun: Counts): StoredAttempt {
  return left.reduce((best, attempt) => {
    const difference =
      best.priority - attempt.priority ||
      (byOwner.get(attempt.owner) ?? 0) - (byOwner.get(best.owner) ?? 0) ||
      (byRun.get(attempt.runId) ?? 0) - (byRun.get(best.runId) ?? 0)
    return difference < 0 ? attempt : best
  })
}

function countBy(attempts: readonly StoredAttempt[], keyOf: (attempt: StoredAttempt) => string): Counts {
  const counts: Counts = new Map()
  for (const attempt of attempts) counts.set(keyOf(attempt), (counts.get(keyOf(attempt)) ?? 0) + 1)
  return counts
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
