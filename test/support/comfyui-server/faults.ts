import type { Answer } from './answer.ts'
import type { RouteName } from './routes.ts'
import type { RunFate } from './run-fate.ts'

/** How a request goes wrong. */
export type RequestFault =
  /** This is answered and nothing done: what a proxy says, or the server in trouble. */
  | { readonly answer: Answer }
  /** Answered as usual, later. */
  | { readonly delayMs: number }
  /** `POST /prompt` only: answered when the run is over. */
  | { readonly isLate: true }
  /** Taken and never answered. */
  | { readonly isHung: true }
  /** The connection goes away before anything is done. */
  | { readonly lost: 'fin' | 'reset' }
  /** Done, but the answer does not arrive. */
  | { readonly lostAnswer: 'fin' | 'reset' }
  /** The body comes in pieces with pauses. */
  | { readonly pieceBytes: number; readonly pauseMs: number }
  /** The body never ends. */
  | { readonly isEndless: true }
  /** The connection goes away when so much of the body was sent; `isSound`: its end looks like the end. */
  | { readonly cutAfterBytes: number; readonly isSound?: boolean }

export type Fault =
  /** The next request, or so many, at that route. */
  | { readonly on: RouteName; readonly fault: RequestFault; readonly times?: number }
  /** The next prompt that is accepted, or so many. */
  | { readonly run: RunFate; readonly times?: number }

export interface FaultScript {
  add(faults: readonly Fault[]): void
  /** For a request; null: as usual. */
  takeRequest(route: RouteName): RequestFault | null
  /** For a prompt that was just accepted. */
  takeRun(): RunFate
  /** What was not met yet. */
  left(): number
}

export function createFaultScript(): FaultScript {
  const requests: { on: RouteName; fault: RequestFault; left: number }[] = []
  const runs: { run: RunFate; left: number }[] = []

  return {
    add(faults) {
      for (const planned of faults) {
        const left = planned.times ?? 1
        if ('on' in planned) requests.push({ on: planned.on, fault: planned.fault, left })
        else runs.push({ run: planned.run, left })
      }
    },
    takeRequest(route) {
      const plan = requests.find(({ on, left }) => on === route && left > 0)
      if (plan === undefined) return null
      plan.left--
      return plan.fault
    },
    takeRun() {
      const plan = runs.find(({ left }) => left > 0)
      if (plan === undefined) return {}
      plan.left--
      return plan.run
    },
    left: () => [...requests, ...runs].filter(({ left }) => left > 0).length,
  }
}
