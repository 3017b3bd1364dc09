import type { Logger } from 'pino'
import type { Wait } from '#contract/api.ts'
import type { AttemptStore } from '../store/attempt-store.ts'

/** Shortest time between two waits of an attempt, so that a moving line does not flood its log. */
const PAUSE_MS = 500

interface Lane {
  wanted: Wait | null
  shown: Wait | null
  isWriting: boolean
  nextAt: number
  timer: NodeJS.Timeout | null
}

export interface LaneWaitsDeps {
  readonly attempts: Pick<AttemptStore, 'wait'>
  readonly logger: Logger
}

/** Shows what calls wait for in their attempts' lanes: the latest wins, the end of a wait at once. */
export class LaneWaits {
  readonly #deps: LaneWaitsDeps
  readonly #lanes = new Map<string, Lane>()
  #isClosed = false

  constructor(deps: LaneWaitsDeps) {
    this.#deps = deps
  }

  /** Null ends the wait; a wait that ends before it was written is never shown. */
  show(attemptId: string, wait: Wait | null): void {
    if (this.#isClosed) return
    const lane = this.#lanes.get(attemptId) ?? newLane()
    this.#lanes.set(attemptId, lane)
    lane.wanted = wait
    this.#goOn(attemptId, lane)
  }

  /** Drops what is not written yet: a later process shows its own. */
  close(): void {
    this.#isClosed = true
    for (const lane of this.#lanes.values()) clearTimer(lane)
    this.#lanes.clear()
  }

  #goOn(attemptId: string, lane: Lane): void {
    clearTimer(lane)
    if (lane.isWriting || this.#isClosed) return
    const now = performance.now()
    if (isSame(lane.wanted, lane.shown)) {
      if (lane.wanted === null && now >= lane.nextAt) this.#lanes.delete(attemptId)
      else if (lane.wanted === null) this.#later(attemptId, lane, lane.nextAt - now)
    } else if (lane.wanted !== null && now < lane.nextAt) this.#later(attemptId, lane, lane.nextAt - now)
    else void this.#write(attemptId, lane, lane.wanted)
  }

  #later(attemptId: string, lane: Lane, ms: number): void {
    lane.timer = setTimeout(() => this.#goOn(attemptId, lane), ms)
    lane.timer.unref()
  }

  async #write(attemptId: string, lane: Lane, wait: Wait | null): Promise<void> {
    lane.isWriting = true
    lane.nextAt = performance.now() + PAUSE_MS
    try {
      await this.#deps.attempts.wait(attemptId, wait)
      lane.shown = wait
      lane.isWriting = false
      this.#goOn(attemptId, lane)
    } catch (error) {
      // a full disk, which passes; the last word must not be lost
      this.#deps.logger.debug({ err: error, attemptId }, 'a wait could not be written; trying again')
      lane.isWriting = false
      if (!this.#isClosed) this.#later(attemptId, lane, PAUSE_MS)
    }
  }
}

function newLane(): Lane {
  return { wanted: null, shown: null, isWriting: false, nextAt: 0, timer: null }
}

function clearTimer(lane: Lane): void {
  if (lane.timer !== null) clearTimeout(lane.timer)
  lane.timer = null
}

function isSame(a: Wait | null, b: Wait | null): boolean {
  return a?.reason === b?.reason && a?.position === b?.position && a?.message === b?.message
}
