import type { SpeakingAttempt } from './run-token.ts'

/** Commands after which an attempt may want no more of its calls. */
const endings: ReadonlySet<string> = new Set([
  'cancelRun',
  'cancelVariation',
  'stopAttempt',
  'finishAttempt',
  'endAttempt',
  'deleteRun',
  'removeRun',
])

/** Whether it is worth looking again, after a command that was committed, which attempts want their calls. */
export function mayEndCalls(command: string): boolean {
  return endings.has(command)
}

/** Whether an attempt is at work and has not said its last word: only then is a model asked or a picture made for it. */
export function wantsCalls(attempt: SpeakingAttempt | undefined): boolean {
  if (attempt === undefined || attempt.desired !== 'running') return false
  return attempt.state !== 'ended' && attempt.stopReason === null && attempt.finish === null
}
