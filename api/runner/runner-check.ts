import type { FindingState, Fix } from '#contract/doctor.ts'
import type { AttemptRef } from './runner.ts'

/** What a look found: see `Finding` in the contract. */
export interface Outcome {
  readonly state: FindingState
  readonly what: string
  readonly cause?: string
  readonly fix?: Fix
}

/** One thing of an installation that can be looked at. */
export interface Check {
  /** Stays the same: people and programs name a finding by it. */
  readonly id: string
  /** What is looked at, for when it could not be: "The rights in the cluster". */
  readonly about: string
  /** Throws only what nobody has foreseen; ends soon after the signal. */
  look(signal: AbortSignal): Promise<Outcome>
}

/** What a runner contributes to the doctor. */
export interface RunnerChecks {
  readonly checks: readonly Check[]
  /** The line that removes what is left of an attempt by hand; null where there is none. */
  removeCommand(ref: AttemptRef): string | null
}

/** All is well. */
export const ok = (what: string): Outcome => ({ state: 'ok', what })

/** There is nothing to look at, or it could not be looked at; the cause says which. */
export const skipped = (what: string, cause: string, fix?: Fix): Outcome => ({
  state: 'skipped',
  what,
  cause,
  ...(fix === undefined ? {} : { fix }),
})

/** It works, but not as it should, or not for long. */
export const warning = (what: string, cause: string, fix?: Fix): Outcome => ({
  ...skipped(what, cause, fix),
  state: 'warning',
})

/** Something that people need does not work. */
export const failed = (what: string, cause: string, fix?: Fix): Outcome => ({
  ...skipped(what, cause, fix),
  state: 'failed',
})

/** What to do, and the line that does it. */
export const fixBy = (text: string, command: string | null = null): Fix => ({ text, command })
