import { AppError } from '../../errors.ts'
import { isStorageError, StorageError } from '../storage-error.ts'
import type { WireError } from './messages.ts'

export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) {
    return { kind: 'app', appKind: error.kind, message: error.message, errors: error.errors }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (isStorageError(error)) return { kind: 'storage', message, code: error.code }
  return { kind: 'bug', message, stack: error instanceof Error ? error.stack : undefined }
}

export function fromWireError(error: WireError): Error {
  switch (error.kind) {
    case 'app':
      return new AppError(error.appKind, error.message, { errors: error.errors })
    case 'storage':
      return new StorageError(storageCause(error))
    case 'bug':
      return new Error(`The writer failed: ${error.message}`, { cause: error.stack })
  }
}

/** The database's own error again, with the code that says what is wrong with the disk. */
export function storageCause({ message, code }: Extract<WireError, { kind: 'storage' }>): Error {
  return Object.assign(new Error(message), { code })
}
