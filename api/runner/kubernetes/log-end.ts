import { isSameLine } from './log-place.ts'
import type { LogCutError } from './log-read.ts'
import type { ReadOutcome } from './log-session.ts'
import type { StampedLine } from './stamped-lines.ts'

/** How often a server may say that there is no container to read from before that is believed of an ended one. */
const MAX_REFUSALS = 3

/**
 * Decides when a log is read to its end. An API server that loses its kubelet ends an answer as if it were whole, so one
 * clean end proves little: either the last line that was taken is seen again with nothing behind it, or the same is
 * read twice.
 */
export class LogEnd {
  /** A line without its newline: held back, because it may only have been cut. */
  tail: StampedLine | null = null
  /** Whether the log was last seen to end; without that, what a refusal hides is unknown. */
  hasSeenEnd = false
  #refusals = 0
  #readBytes: number | null = null

  /** True when nothing more is to be read but `tail`. `isLast`: the container had ended before this read. */
  isReached(outcome: ReadOutcome | LogCutError, isLast: boolean, hasProgressed: boolean): boolean {
    if (hasProgressed) this.#forget()
    this.#noteEnd(outcome)
    if (outcome.kind === 'cut') return isLast && this.#isRefusal(outcome.status)
    this.#refusals = 0
    if (outcome.kind !== 'ended') return false
    const before = this.tail
    if (outcome.tail !== null || outcome.isPlaced || isLast) this.tail = outcome.tail
    if (!isLast || hasProgressed) return false
    if (outcome.tail !== null) return before !== null && isSameLine(before, outcome.tail)
    if (outcome.isPlaced || outcome.readBytes === this.#readBytes) return true
    this.#readBytes = outcome.readBytes
    return false
  }

  // An open read that broke may have missed something; one that was refused tells nothing new.
  #noteEnd(outcome: ReadOutcome | LogCutError): void {
    if (outcome.kind === 'ended') this.hasSeenEnd = true
    else if (outcome.kind !== 'cut' || outcome.status === null) this.hasSeenEnd = false
  }

  // Without a pod there is no log; a container that never started is refused for good.
  #isRefusal(status: number | null): boolean {
    this.#refusals = status === 400 ? this.#refusals + 1 : 0
    return status === 404 || this.#refusals === MAX_REFUSALS
  }

  #forget(): void {
    this.tail = null
    this.#readBytes = null
  }
}
