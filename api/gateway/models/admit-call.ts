import type { Wait } from '#contract/api.ts'
import { AppError } from '../../errors.ts'
import { budgetWait } from '../../store/budget-wait.ts'
import type { NewCall } from '../../store/call.ts'
import type { SpeakingAttempt } from '../run-token.ts'
import { type BudgetRefusal, budgetError, untilBudgetAllows } from './budget-gate.ts'
import type { Lead } from './leader.ts'
import type { ModelDoor } from './model-door.ts'
import type { ModelLine } from './model-line.ts'

/** A call that wants to be forwarded. */
export interface WaitingCall {
  readonly attempt: SpeakingAttempt
  readonly call: NewCall
  readonly line: ModelLine
  readonly sharedPrefix: string | null
  /** Aborted when nobody wants it any more. */
  readonly signal: AbortSignal
}

/** A call with its place, its row committed: the next step is to forward it. */
export interface AdmittedCall {
  readonly lead: Lead
  /** Gives the place back. */
  release(): void
}

const alone: Lead = { started: () => {}, begun: () => {}, end: () => {} }

/**
 * Waits for whoever fills the cache, for a place and for the budgets, and says so in the lane. What waits for a budget
 * holds no place. Throws AppError, ModelError or the signal's reason.
 */
export async function admitCall(door: ModelDoor, waiting: WaitingCall): Promise<AdmittedCall> {
  const { call, attempt, signal } = waiting
  const { budgetMs } = door.limits
  const deadline = { leftMs: budgetMs }
  for (;;) {
    const admitted = await takePlace(door, waiting)
    if (!('kind' in admitted)) return admitted
    const maxCostUsd = call.maxCostUsd ?? 0
    const wait = budgetWait(attempt.runId, admitted.scope, admitted, maxCostUsd)
    door.deps.waits.show(attempt.id, wait)
    const begun = performance.now()
    const isRaised = await untilBudgetAllows(door.deps, { runId: attempt.runId, maxCostUsd }, deadline.leftMs, signal)
    deadline.leftMs -= performance.now() - begun
    if (!isRaised || deadline.leftMs <= 0) throw budgetError(wait.message)
  }
}

async function takePlace(door: ModelDoor, waiting: WaitingCall): Promise<AdmittedCall | BudgetRefusal> {
  const { attempt, line, sharedPrefix, signal } = waiting
  const show = (wait: Wait | null) => door.deps.waits.show(attempt.id, wait)
  const lead = sharedPrefix === null ? alone : await door.leaders.enter(sharedPrefix, () => show(leaderWait), signal)
  let release = () => {}
  let isBegun = false
  try {
    const { runId, priority } = attempt
    release = await line.admission.admit(
      { runId, attemptId: attempt.id, priority },
      (at) => show(queueWait(at)),
      signal,
    )
    line.backend.guard()
    const begun = await door.deps.calls.begin(waiting.call)
    if (begun.kind === 'budget') return begun
    if (begun.kind === 'known') throw knownCall(waiting.call.id)
    isBegun = true
    show(null)
    return { lead, release }
  } finally {
    if (!isBegun) {
      release()
      lead.end()
    }
  }
}

/** A repeat would be paid twice: a cut answer is a new pass under a new id. */
export function knownCall(id: string): AppError {
  return new AppError('conflict', `The call ${id} was made before. Make a new one under an id of its own.`)
}

const leaderWait: Wait = {
  reason: 'leader',
  message: 'Another lane reads the shared part of the prompt first; this one starts when that is done.',
}

function queueWait(position: number): Wait {
  return { reason: 'model-queue', position, message: `Waiting for the model: number ${position} in line.` }
}
