import type { VariationState } from '#contract/api.ts'
import type { RunEvent, RunOutcome, VariationPlan } from '#contract/event.ts'
import { oneLine, plain } from '../text.ts'

/** Most of a lane's thoughts that is kept: what the tallest pane can show. */
const KEPT_CHARACTERS = 2000

/** What a terminal shows of one variation. */
export interface Lane {
  readonly index: number
  readonly direction: string
  readonly state: VariationState
  readonly attempt: number
  /** Why it does not move; null when it does. */
  readonly wait: string | null
  readonly step: string | null
  readonly pass: number
  readonly progress: { readonly value: number; readonly max: number } | null
  /** Name of its design. */
  readonly name: string | null
  /** The end of what it thought, over several lines. */
  readonly thoughts: string
  /** Why it failed. */
  readonly message: string | null
  readonly pictures: number
}

/** A run as its events tell it. */
export interface Race {
  readonly id: string
  readonly brief: string
  readonly lanes: readonly Lane[]
  /** Null while it runs; a retry opens it again. */
  readonly outcome: RunOutcome | null
}

export const emptyRace = (id: string): Race => ({ id, brief: '', lanes: [], outcome: null })

/** The race after one more event; types nobody knows change nothing. */
export function applyEvent(race: Race, event: RunEvent): Race {
  if (event.type === 'run-start') {
    return { ...race, brief: oneLine(event.data.brief), lanes: event.data.variations.map(newLane) }
  }
  if (event.type === 'run-end') return { ...race, outcome: event.data.outcome }
  const lanes = race.lanes.map((lane) => (lane.index === event.variation ? applyToLane(lane, event) : lane))
  return { ...race, lanes, outcome: event.type === 'attempt-queue' ? null : race.outcome }
}

function newLane({ index, direction }: VariationPlan): Lane {
  return { index, direction: oneLine(direction), state: 'queued', attempt: 1, pictures: 0, ...blank }
}

const blank = { wait: null, step: null, pass: 1, progress: null, name: null, thoughts: '', message: null }

function applyToLane(lane: Lane, event: RunEvent): Lane {
  switch (event.type) {
    case 'attempt-queue':
      return { ...lane, ...blank, state: 'queued', attempt: event.attempt ?? lane.attempt }
    case 'attempt-wait':
      return { ...lane, wait: event.data.reason === null ? null : oneLine(event.data.message) }
    case 'attempt-start':
      return { ...lane, state: 'running', wait: null }
    case 'step-start':
      return { ...lane, step: event.data.step, pass: event.data.pass, progress: null }
    case 'step-end':
      return { ...lane, progress: null }
    case 'image-progress':
      return { ...lane, progress: { value: event.data.value, max: event.data.max } }
    case 'thought-delta':
      return { ...lane, thoughts: (lane.thoughts + plain(event.data.text)).slice(-KEPT_CHARACTERS) }
    case 'design':
      return { ...lane, name: oneLine(event.data.design.name) }
    case 'artifact':
      return { ...lane, pictures: lane.pictures + 1 }
    case 'attempt-end':
      return {
        ...lane,
        state: event.data.outcome,
        wait: null,
        progress: null,
        message: event.data.message === undefined ? null : oneLine(event.data.message),
      }
    default:
      return lane
  }
}
