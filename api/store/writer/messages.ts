import type { AppErrorKind, FieldError } from '../../errors.ts'
import type { Segment } from './segment.ts'

/** A command for the writer thread; `name` is one of the commands table. */
export interface WriteRequest {
  readonly id: number
  readonly name: string
  readonly args: unknown
}

/** An error as it crosses the thread boundary, where classes are lost. */
export type WireError =
  | {
      readonly kind: 'app'
      readonly appKind: AppErrorKind
      readonly message: string
      readonly errors: readonly FieldError[]
    }
  | { readonly kind: 'storage'; readonly message: string; readonly code: string }
  | { readonly kind: 'bug'; readonly message: string; readonly stack: string | undefined }

export type WriteResult =
  | { readonly id: number; readonly isOk: true; readonly value: unknown }
  | { readonly id: number; readonly isOk: false; readonly error: WireError }

/** One group commit: what each command answered, and the segments that may now be shown. */
export interface CommitMessage {
  readonly results: readonly WriteResult[]
  readonly segments: readonly Segment[]
  readonly ms: number
  /** False when nothing had to be written: it says nothing of the disk. */
  readonly hasWritten: boolean
}

export interface WriterThreadData {
  readonly path: string
}

/** Sent once, when the thread is ready to take commands; or why it is not. */
export type ReadyMessage =
  | { readonly isReady: true; readonly epoch: number }
  | { readonly isReady: false; readonly error: WireError }
