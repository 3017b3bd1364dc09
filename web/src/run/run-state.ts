import type { RunState as Outcome, Pick, Run } from '#contract/api.ts'
import type { Parent, RunEvent } from '#contract/event.ts'
import { laneFromSnapshot } from './lane-snapshot.ts'
import { emptyLane, isLive, type LaneState } from './lane-state.ts'
import { reduceLane } from './reduce-lane.ts'
import { addCall, noUsage, type UsageSum, usageFromTotals } from './usage-sum.ts'

/** A run as the screen shows it. `lastSeq` is the last event it holds. */
export interface RunState {
  readonly id: string
  readonly brief: string
  readonly seed: number
  readonly state: Outcome
  readonly lastSeq: number
  readonly parents: readonly Parent[]
  readonly children: readonly string[]
  readonly pick: Pick | null
  readonly usage: UsageSum
  /** In US dollars; null: none of its own. No event tells it: it is as loaded, or as set here. */
  readonly budgetUsd: number | null
  readonly createdAt: string
  /** When the present stretch of work began: creation, or the retry that opened the run again. */
  readonly since: string
  readonly endedAt: string | null
  readonly lanes: readonly LaneState[]
}

export function runFromSnapshot(run: Run): RunState {
  return {
    ...facts(run),
    state: run.state,
    lastSeq: run.lastSeq,
    pick: run.pick,
    usage: usageFromTotals(run.usage),
    endedAt: run.endedAt,
    lanes: run.variations.map(laneFromSnapshot),
  }
}

/** The run before its first event: for replaying the whole stream, which tells more than a snapshot. */
export function runBeforeEvents(run: Run): RunState {
  return { ...facts(run), state: 'running', lastSeq: 0, pick: null, usage: noUsage, endedAt: null, lanes: [] }
}

function facts({ id, brief, seed, parents, children, budgetUsd, createdAt }: Run) {
  return { id, brief, seed, parents, children, budgetUsd, createdAt, since: createdAt }
}

/** The one place where events become state. Pure; skips what it has seen; leaves alone what it does not know. */
export function reduceRun(run: RunState, event: RunEvent): RunState {
  if (event.seq <= run.lastSeq) return run
  return { ...applyEvent(run, event), lastSeq: event.seq }
}

function applyEvent(run: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'run-start':
      return {
        ...run,
        brief: event.data.brief,
        parents: event.data.parents,
        lanes: event.data.variations.map(emptyLane),
      }
    case 'run-end':
      return { ...run, state: event.data.outcome, endedAt: event.at }
    case 'pick':
      return { ...run, pick: pickOf(event) }
    case 'usage':
      return reduceOneLane({ ...run, usage: addCall(run.usage, event.data) }, event)
    case 'attempt-queue':
      return reduceOneLane(reopen(run, event.at), event)
    default:
      return reduceOneLane(run, event)
  }
}

function reduceOneLane(run: RunState, event: RunEvent): RunState {
  const before = event.variation === null ? undefined : run.lanes[event.variation]
  if (!before) return run
  const after = reduceLane(before, event)
  return after === before ? run : { ...run, lanes: run.lanes.map((lane) => (lane === before ? after : lane)) }
}

function reopen(run: RunState, at: string): RunState {
  return run.endedAt === null ? run : { ...run, state: 'running', endedAt: null, since: at }
}

function pickOf({ at, data }: Extract<RunEvent, { type: 'pick' }>): Pick | null {
  const { variation, attempt, note } = data
  return variation === null || attempt === null ? null : { variation, attempt, note, at }
}

export const isRunLive = (run: RunState): boolean => run.state === 'running' || run.lanes.some(isLive)
