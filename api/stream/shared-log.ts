/** Committed frames, as the event log gives them. */
export interface FrameSource {
  read(logId: string, after: number, maxBytes: number): Frames | null
  subscribe(logId: string, wake: () => void): () => void
}

export interface Frames {
  readonly bytes: Buffer
  readonly lastSeq: number
}

/** Is told, at most once a tick, that its log has grown. Must not throw. */
export interface Waker {
  wake(): void
}

interface Watched {
  readonly wakers: Set<Waker>
  readonly unsubscribe: () => void
}

/**
 * One subscription per log whatever its readers, and one read for readers that stand at the same place.
 * Wakes of one tick are merged: the cost of a burst of commits is that of one.
 */
export class SharedLog {
  readonly #source: FrameSource
  readonly #watched = new Map<string, Watched>()
  readonly #grown = new Set<string>()
  #flush: NodeJS.Immediate | null = null
  /** What this round of wakes has read last, and where it found the head; null between rounds. */
  #round: { logId: string; after: number; frames: Frames | null; head: number } | null = null

  constructor(source: FrameSource) {
    this.#source = source
  }

  /** As `FrameSource.read`; inside one round of wakes the same read is made once. */
  read(logId: string, after: number, maxBytes: number): Frames | null {
    const round = this.#round
    if (round?.logId !== logId) return this.#source.read(logId, after, maxBytes)
    if (round.head === after) return null
    if (round.after === after) return round.frames
    const frames = this.#source.read(logId, after, maxBytes)
    if (frames === null) round.head = after
    else this.#round = { ...round, after, frames }
    return frames
  }

  watch(logId: string, waker: Waker): void {
    let watched = this.#watched.get(logId)
    if (watched === undefined) {
      watched = { wakers: new Set(), unsubscribe: this.#source.subscribe(logId, () => this.#grow(logId)) }
      this.#watched.set(logId, watched)
    }
    watched.wakers.add(waker)
  }

  unwatch(logId: string, waker: Waker): void {
    const watched = this.#watched.get(logId)
    watched?.wakers.delete(waker)
    if (watched === undefined || watched.wakers.size > 0) return
    watched.unsubscribe()
    this.#watched.delete(logId)
  }

  #grow(logId: string): void {
    this.#grown.add(logId)
    this.#flush ??= setImmediate(() => this.#wakeAll())
  }

  #wakeAll(): void {
    this.#flush = null
    const grown = [...this.#grown]
    this.#grown.clear()
    for (const logId of grown) {
      this.#round = { logId, after: -1, frames: null, head: -1 }
      for (const waker of this.#watched.get(logId)?.wakers ?? []) waker.wake()
    }
    this.#round = null
  }
}
