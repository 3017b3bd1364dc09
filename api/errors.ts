/** An error whose text may be shown to the caller. `kind` says which HTTP status it becomes. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly kind: AppErrorKind
  readonly isRetryable: boolean
  readonly errors: readonly FieldError[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfterS: number | null
  /** The bound that was reached, when it is one that frees itself with time. */
  readonly bound: Bound | null

  constructor(kind: AppErrorKind, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.errors = options.errors ?? []
    this.retryAfterS = options.retryAfterS ?? (kind === 'unavailable' ? 5 : null)
    this.bound = options.bound ?? null
    this.isRetryable = kind === 'unavailable'
  }
}

/** A bound and when there is room again, in seconds. */
export interface Bound {
  readonly limit: number
  readonly resetS: number
}

/** A fault of one field, as a JSON pointer into the request body and a sentence. */
export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

export type AppErrorKind =
  | 'bad-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition-failed'
  | 'unprocessable'
  | 'too-many-requests'
  | 'unavailable'
  | 'insufficient-storage'

interface AppErrorOptions {
  readonly cause?: unknown
  readonly errors?: readonly FieldError[]
  readonly retryAfterS?: number
  readonly bound?: Bound
}
