import type { FrameSink } from './frame-sink.ts'
import type { Beating } from './heartbeat.ts'
import type { Frames, Waker } from './shared-log.ts'

export interface ReaderLog {
  read(logId: string, after: number, maxBytes: number): Frames | null
  watch(logId: string, waker: Waker): void
  unwatch(logId: string, waker: Waker): void
}

/** What readers have in common; one object for all of them. */
export interface ReaderSetup {
  readonly log: ReaderLog
  readonly chunkBytes: number
  readonly stallMs: number
  readonly heartbeatMs: number
  readonly tickMs: number
  onError(error: unknown, logId: string): void
}

/** How a reader's bytes look: SSE blocks as they are stored, or something made from them. */
export interface ReaderFormat {
  readonly encode: ((blocks: Buffer) => Buffer) | null
  /** Written into silence; null for a form that has nothing meaningless to say. */
  readonly heartbeat: string | null
}

export interface ReaderPlan {
  readonly logId: string
  /** The last seq the reader has. */
  readonly after: number
  readonly format: ReaderFormat
  /** False: ends at what is stored. */
  readonly isFollowing: boolean
  /** Ends when it is true at the head. Asked there only after an event that can end a log; null: never ends. */
  readonly isEnded: ((seq: number) => Promise<boolean>) | null
  /** Whether the log may be ended already at the start. */
  readonly isMaybeEnded: boolean
}

type Phase = 'reading' | 'full' | 'head' | 'asking' | 'ending' | 'closed'

const ENDS = ['event: run-end\n', 'event: batch-end\n']

/**
 * A cursor over one log: reads what is committed, writes until the connection is full, goes on when it drained,
 * and waits at the head to be woken. Holds no queue: at most one chunk and the connection's own buffer.
 */
export class EventReader implements Beating, Waker {
  readonly #setup: ReaderSetup
  readonly #plan: ReaderPlan
  readonly #sink: FrameSink
  #phase: Phase = 'reading'
  #after: number
  #isMaybeEnded: boolean
  #wroteAtMs = performance.now()
  #progressAtMs = this.#wroteAtMs

  constructor(setup: ReaderSetup, plan: ReaderPlan, sink: FrameSink) {
    this.#setup = setup
    this.#plan = plan
    this.#sink = sink
    this.#after = plan.after
    this.#isMaybeEnded = plan.isMaybeEnded
  }

  /** Begins; watches before the first read, so that no commit falls between the two. */
  start(): void {
    if (this.#plan.isFollowing) this.#setup.log.watch(this.#plan.logId, this)
    this.#pump()
  }

  wake(): void {
    if (this.#phase !== 'head') return
    this.#phase = 'reading'
    this.#pump()
  }

  /** The connection took what it was given. */
  drained(): void {
    if (this.#phase !== 'full') return
    this.#phase = 'reading'
    this.#pump()
  }

  tick(nowMs: number): void {
    const { stallMs, heartbeatMs, tickMs } = this.#setup
    const hasProgressed = this.#sink.hasProgressed()
    if (this.#sink.isPending()) {
      if (hasProgressed) this.#progressAtMs = nowMs
      else if (nowMs - this.#progressAtMs > stallMs - tickMs) this.#sink.destroy()
      return
    }
    this.#progressAtMs = nowMs
    const { heartbeat } = this.#plan.format
    if (this.#phase === 'head' && heartbeat !== null && nowMs - this.#wroteAtMs > heartbeatMs - tickMs) {
      this.#write(heartbeat)
    }
  }

  /** Ends the stream cleanly after what is written already; the reader comes back by its last id. */
  end(): void {
    if (this.#phase === 'ending' || this.#phase === 'closed') return
    this.#phase = 'ending'
    this.#setup.log.unwatch(this.#plan.logId, this)
    this.#sink.end()
  }

  destroy(): void {
    this.#sink.destroy()
  }

  /** The connection is gone. Safe to call more than once. */
  closed(): void {
    this.#phase = 'closed'
    this.#setup.log.unwatch(this.#plan.logId, this)
  }

  #pump(): void {
    try {
      while (this.#phase === 'reading') this.#readOn()
    } catch (error) {
      this.#setup.onError(error, this.#plan.logId)
      this.#sink.destroy()
    }
  }

  #readOn(): void {
    const frames = this.#setup.log.read(this.#plan.logId, this.#after, this.#setup.chunkBytes)
    if (frames === null) {
      this.#atHead()
      return
    }
    this.#after = frames.lastSeq
    if (this.#plan.isEnded !== null && ENDS.some((end) => frames.bytes.includes(end))) this.#isMaybeEnded = true
    const { encode } = this.#plan.format
    if (!this.#write(encode === null ? frames.bytes : encode(frames.bytes))) this.#phase = 'full'
  }

  #write(bytes: Buffer | string): boolean {
    this.#wroteAtMs = performance.now()
    return this.#sink.write(bytes)
  }

  #atHead(): void {
    if (!this.#plan.isFollowing) {
      this.end()
    } else if (this.#plan.isEnded !== null && this.#isMaybeEnded) {
      this.#phase = 'asking'
      this.#isMaybeEnded = false
      this.#plan.isEnded(this.#after).then(
        (isEnded) => this.#answered(isEnded),
        (error: unknown) => {
          this.#setup.onError(error, this.#plan.logId)
          this.#sink.destroy()
        },
      )
    } else {
      this.#phase = 'head'
    }
  }

  // Reads on even where nothing woke it: a wake that came while it asked was not taken.
  #answered(isEnded: boolean): void {
    if (this.#phase !== 'asking') return
    if (isEnded) {
      this.end()
      return
    }
    this.#phase = 'reading'
    this.#pump()
  }
}
