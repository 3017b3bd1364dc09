import type { StoredAttempt } from '../store/attempt-store.ts'

/**
 * The order in which queued attempts get their places: in turn between owners, then between an owner's runs, then by
 * lane. Who runs least comes first, so that a big run never starves a small one; higher priority goes before all.
 */
export function fairOrder(queued: readonly StoredAttempt[], active: readonly StoredAttempt[]): StoredAttempt[] {
  const byOwner = countBy(active, (attempt) => attempt.owner)
  const byRun = countBy(active, (attempt) => attempt.runId)
  const byPriority = Map.groupBy(queued, (attempt) => attempt.priority)
  const priorities = [...byPriority.keys()].sort((a, b) => b - a)
  return priorities.flatMap((priority) => orderEqual(byPriority.get(priority) ?? [], byOwner, byRun))
}

type Counts = Map<string, number>

interface Turn {
  readonly attempt: StoredAttempt
  /** How many of its run run before it. */
  readonly inRun: number
}

/**
 * Taking turns one by one is the same as sorting by how many go before in the run, and then by how many go before in
 * the owner's sequence; sorting stays fast when thousands wait. Counts on for the next priority.
 */
function orderEqual(attempts: readonly StoredAttempt[], byOwner: Counts, byRun: Counts): StoredAttempt[] {
  const turns = [...attempts].sort(compareAge).map((attempt): Turn => ({ attempt, inRun: next(byRun, attempt.runId) }))
  turns.sort((a, b) => a.inRun - b.inRun || compareAge(a.attempt, b.attempt))
  return turns
    .map((turn) => ({ ...turn, ofOwner: next(byOwner, turn.attempt.owner) }))
    .sort((a, b) => a.ofOwner - b.ofOwner || a.inRun - b.inRun || compareAge(a.attempt, b.attempt))
    .map(({ attempt }) => attempt)
}

function next(counts: Counts, key: string): number {
  const count = counts.get(key) ?? 0
  counts.set(key, count + 1)
  return count
}

/** Older first, then by lane: the ids of one instant are in no order. */
function compareAge(a: StoredAttempt, b: StoredAttempt): number {
  return compareText(a.queuedAt, b.queuedAt) || compareText(a.runId, b.runId) || a.index - b.index
}

function countBy(attempts: readonly StoredAttempt[], keyOf: (attempt: StoredAttempt) => string): Counts {
  const counts: Counts = new Map()
  for (const attempt of attempts) next(counts, keyOf(attempt))
  return counts
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
