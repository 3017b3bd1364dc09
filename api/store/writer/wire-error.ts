import { AppError } from '../../errors.ts'
import { StorageError } from '../storage-error.ts'
import type { WireError } from './messages.ts'

export function toWireError(error: unknown, isStorage: boolean): WireError {
  if (error instanceof AppError) {
    return { kind: 'app', appKind: error.kind, message: error.message, errors: error.errors }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (isStorage) return { kind: 'storage', message }
  return { kind: 'bug', message, stack: error instanceof Error ? error.stack : undefined }
}

export function fromWireError(error: WireError): Error {
  switch (error.kind) {
    case 'app':
      return new AppError(error.appKind, error.message, { errors: error.errors })
    case 'storage':
      return new StorageError(new Error(error.message))
    case 'bug':
      return new Error(`The writer failed: ${error.message}`, { cause: error.stack })
  }
}
