import { ConfigError } from './config.ts'
import { PortTakenError } from './listen.ts'
import { InstanceLockedError } from './store/instance-lock.ts'

/** What a person can do about a start that failed, in a sentence; never a stack trace. */
export function explainStart(error: unknown): string {
  if (error instanceof ConfigError) {
    return `Axoloom cannot start with these settings:\n${error.problems.map((problem) => `- ${problem}`).join('\n')}`
  }
  if (error instanceof PortTakenError) return error.message
  if (error instanceof InstanceLockedError) return `${error.message} Stop it first, or set DATA_DIR to another folder.`
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const path = error instanceof Error && 'path' in error ? ` (${error.path})` : ''
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_CANTOPEN':
      return `The data folder cannot be written${path}. Give this user the right to write it, or set DATA_DIR to another folder.`
    case 'ENOSPC':
    case 'SQLITE_FULL':
      return `The disk of the data folder is full${path}. Free some space, or set DATA_DIR to another folder.`
    case 'EADDRNOTAVAIL':
      return 'This machine has no such address to listen on. Check HOST and GATEWAY_HOST.'
    default:
      return `Axoloom could not start: ${error instanceof Error ? error.message : String(error)}`
  }
}
