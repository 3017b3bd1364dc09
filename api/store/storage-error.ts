import { AppError } from '../errors.ts'

/** The disk takes no writes now; the same may be tried again, and nothing has been moved on. */
export class StorageError extends AppError {
  constructor(cause: unknown) {
    super('unavailable', 'There is no room to store this now. Free disk space; Axoloom goes on by itself.', { cause })
  }
}

/** True for errors that mean the disk takes no writes now; they heal by themselves. */
export function isStorageError(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return /^(SQLITE_FULL|SQLITE_IOERR|SQLITE_BUSY|SQLITE_CANTOPEN|SQLITE_READONLY|ENOSPC|EDQUOT|EIO)/.test(error.code)
}
