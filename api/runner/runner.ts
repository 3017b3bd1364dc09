import type { Where } from '#contract/event.ts'
import type { FailureReason, WaitReason } from '#contract/reason.ts'

/** Names one attempt to a runner; everything a runner makes is named from `attemptId`. */
export interface AttemptRef {
  /** ULID in lower case. */
  readonly attemptId: string
  readonly runId: string
  readonly variation: number
  readonly attempt: number
}

/** What a runner needs to start an attempt. It holds no brief and no key: the ticket is the only secret-like value. */
export interface AttemptSpec extends AttemptRef {
  readonly ticket: string
  /** Base URL of the agents' gateway, e.g. `http://127.0.0.1:8001`. */
  readonly gatewayUrl: string
  /** Hard end of the attempt for runners that can enforce one themselves. */
  readonly deadlineMs: number
}

export type AttemptStatus =
  | { readonly phase: 'waiting'; readonly reason: WaitReason; readonly message: string }
  | { readonly phase: 'running'; readonly where: Where }
  | {
      readonly phase: 'ended'
      /** Exit code; 128 + signal number for a signal; null when none is known. */
      readonly exit: number | null
      readonly reason?: FailureReason
      readonly message?: string
      readonly where?: Where
    }

/** Where a follower stands in an attempt's output. Opaque JSON to everyone but the runner that made it. */
export type LogCursor = { readonly [key: string]: string | number | null }

export interface LogLine {
  /** Without its newline; invalid UTF-8 is replaced; NUL and other control characters are kept. */
  readonly text: string
  /** Bytes of an over-long line that were dropped after `text`. */
  readonly droppedBytes: number
}

/** Thoughts exactly as our encoder writes them, numbered in a row. */
export interface Thoughts {
  readonly firstN: number
  readonly count: number
  /** The JSON of the data of each: UTF-8, one a line. */
  readonly bytes: Uint8Array
}

export interface LogBatch {
  readonly lines: readonly LogLine[]
  /** The same as `lines` where they are nothing else: a flood is spared a text a line, and they are made when asked for. */
  readonly thoughts?: Thoughts
  /** Stands behind the last of `lines`; store it with them. */
  readonly cursor: LogCursor
  /** False for the first batch after a resume that could not be placed exactly: a jump of `n` there is a gap. */
  readonly isContinuous: boolean
}

/** Thrown by `launch` when there is no way to start now, and waiting helps: the attempt waits, and is launched again. */
export class LaunchDelayedError extends Error {
  override readonly name = 'LaunchDelayedError'
  readonly isRetryable = true
  /** What the attempt waits for. */
  readonly reason: WaitReason
  readonly retryMs: number

  constructor(reason: WaitReason, message: string, options: { retryMs: number; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.reason = reason
    this.retryMs = options.retryMs
  }
}

/** Thrown by `follow` when what an attempt printed can no longer be read: nobody knows how much of it there was. */
export class OutputLostError extends Error {
  override readonly name = 'OutputLostError'
  readonly isRetryable = false
}

/** Executes attempts: PROTOCOL section 5. Every call may be repeated. */
export interface Runner {
  readonly kind: 'local' | 'kubernetes'
  /** Idempotent: a second launch of the same attempt changes nothing. Throws LaunchDelayedError to be asked again. */
  launch(spec: AttemptSpec): Promise<void>
  /** The present level first, also after a re-attach; then changes; ends after `ended`. */
  watch(ref: AttemptRef, signal: AbortSignal): AsyncIterable<AttemptStatus>
  /**
   * Output from `from` (null: the first byte); ends when the attempt has ended and all its output was given. Throws
   * OutputLostError when the rest is gone.
   */
  follow(ref: AttemptRef, from: LogCursor | null, signal: AbortSignal): AsyncIterable<LogBatch>
  /** Resolves when nothing of the attempt runs any more. */
  stop(ref: AttemptRef): Promise<void>
  /** Forgets an ended attempt whose output is committed (its folder, its Job). */
  remove(ref: AttemptRef): Promise<void>
  /** This installation's attempts only, running or ended but not removed. */
  list(): Promise<{ ref: AttemptRef; status: AttemptStatus }[]>
}
