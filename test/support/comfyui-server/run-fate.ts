import type { NodeErrors } from './validate-prompt.ts'

/** Where in a run: in the queue, after `execution_cached`, after that step, after `execution_success`. */
export type Moment = 'queued' | 'start' | `step-${number}` | 'success'

export type Deed =
  /** The process ends and comes up again: queue, history and sockets are gone. */
  | 'restart'
  /** All sockets are cut, as by a proxy. */
  | 'drop-sockets'
  /** The sockets that are open now stay open and get nothing any more. */
  | 'mute'
  /** The same, and pings are not answered either. */
  | 'freeze'
  /** No socket hears anything any more, new ones no more than their greeting. */
  | 'mute-for-good'
  /** All sockets hear of other prompts. */
  | 'foreign-events'
  /** Two prompts of others go first, one of them without a client. */
  | 'foreign-prompts'
  /** Somebody else interrupts whatever runs. */
  | 'foreign-interrupt'
  /** The node fails for want of memory. */
  | 'out-of-memory'
  /** The prompt is forgotten: neither in the queue nor in the history. */
  | 'lose'
  /** Nothing goes on until it is interrupted. */
  | 'stall'
  /** What was saved is deleted: `/view` answers 404. */
  | 'delete-files'

/** What becomes of the next accepted prompt; what is left out is as usual. */
export interface RunFate {
  readonly deeds?: readonly { readonly at: Moment; readonly deed: Deed }[]
  /** Of each step, in place of the server's. */
  readonly stepMs?: number
  /** Between `execution_success` and the entry in the history. */
  readonly historyLagMs?: number
  /** An interrupt acts so many steps late; with more than there are, the run succeeds. */
  readonly interruptLagSteps?: number
  /** Told in the answer of a prompt that is accepted: another output of it was left out. */
  readonly nodeErrors?: NodeErrors
}

export const hasDeed = (fate: RunFate, at: Moment, deed: Deed) =>
  (fate.deeds ?? []).some((planned) => planned.at === at && planned.deed === deed)
