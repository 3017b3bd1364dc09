import type { StoredAttempt } from '../store/attempt-store.ts'

/** Who had a turn when: the number of the turn, counted up; absent for who had none yet. */
export interface Turns {
  readonly owners: ReadonlyMap<string, number>
  readonly runs: ReadonlyMap<string, number>
}

/**
 * The order in which queued attempts get their places: in turn between owners, then between an owner's runs, then by
 * lane. Who runs least comes first, and among equals whose last turn is longest ago, so that a big run never starves a
 * small one, however few places there are; higher priority goes before all. Only the first `limit` are put in turn, the
 * others follow by age: nobody is told their place there, and thousands may wait.
 */
export function fairOrder(
  queued: readonly StoredAttempt[],
  active: readonly StoredAttempt[],
  turns: Turns,
  limit: number,
): StoredAttempt[] {
  const lines = linesOf(queued, active, turns)
  const ordered: StoredAttempt[] = []
  let turn = Math.max(0, ...turns.owners.values(), ...turns.runs.values())
  while (ordered.length < limit && lines.length > 0) {
    const line = lines.reduce((best, other) => (compareLines(other, best) < 0 ? other : best))
    const next = line.waiting.shift()
    if (next !== undefined) ordered.push(next)
    if (line.waiting.length === 0) lines.splice(lines.indexOf(line), 1)
    turn++
    for (const standing of [line.owner, line.run]) {
      standing.active++
      standing.turn = turn
    }
  }
  return [...ordered, ...lines.flatMap((line) => line.waiting).sort(compareAge)]
}

interface Standing {
  active: number
  turn: number
}

/** What waits of one run. */
interface Line {
  readonly priority: number
  readonly owner: Standing
  readonly run: Standing
  /** Never empty. */
  readonly waiting: [StoredAttempt, ...StoredAttempt[]]
}

function linesOf(queued: readonly StoredAttempt[], active: readonly StoredAttempt[], turns: Turns): Line[] {
  const ownerOf = standings(active, (attempt) => attempt.owner, turns.owners)
  const runOf = standings(active, (attempt) => attempt.runId, turns.runs)
  const byRun = Map.groupBy(queued, (attempt) => attempt.runId)
  return [...byRun.values()].flatMap((attempts) => {
    const [first, ...others] = attempts.sort(compareAge)
    if (first === undefined) return []
    const { priority, owner, runId } = first
    return { priority, owner: ownerOf(owner), run: runOf(runId), waiting: [first, ...others] }
  })
}

function standings(
  active: readonly StoredAttempt[],
  keyOf: (attempt: StoredAttempt) => string,
  turns: ReadonlyMap<string, number>,
): (key: string) => Standing {
  const known = new Map<string, Standing>()
  const standingOf = (key: string): Standing => {
    const standing = known.get(key) ?? { active: 0, turn: turns.get(key) ?? 0 }
    known.set(key, standing)
    return standing
  }
  for (const attempt of active) standingOf(keyOf(attempt)).active++
  return standingOf
}

function compareLines(a: Line, b: Line): number {
  return (
    b.priority - a.priority ||
    compareStandings(a.owner, b.owner) ||
    compareStandings(a.run, b.run) ||
    compareAge(a.waiting[0], b.waiting[0])
  )
}

function compareStandings(a: Standing, b: Standing): number {
  return a.active - b.active || a.turn - b.turn
}

/** Older first, then by lane. */
function compareAge(a: StoredAttempt, b: StoredAttempt): number {
  return compareText(a.queuedAt, b.queuedAt) || compareText(a.runId, b.runId) || a.index - b.index
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
