/** An error whose text may be shown to the caller. `kind` says which HTTP status it becomes. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly kind: AppErrorKind
  readonly isRetryable: boolean
  readonly errors: readonly FieldError[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfterS: number | null

  constructor(kind: AppErrorKind, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.errors = options.errors ?? []
    this.retryAfterS = options.retryAfterS ?? (kind === 'unavailable' ? 5 : null)
    this.isRetryable = kind === 'unavailable'
  }
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
  | 'unprocessable'
  | 'unavailable'

interface AppErrorOptions {
  readonly cause?: unknown
  readonly errors?: readonly FieldError[]
  readonly retryAfterS?: number
}
