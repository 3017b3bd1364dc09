import { CommanderError } from 'commander'
import type { Problem } from '#contract/api.ts'
import { ApiProblem } from '#contract/client/api-problem.ts'
import { CliError, type ExitCode, exitCodes } from './cli-error.ts'
import { oneLine } from './text.ts'

/** A failure as a person sees it. */
export interface Explained {
  /** One sentence or two, with what to do next; null where all is said already. */
  readonly message: string | null
  readonly exitCode: ExitCode
}

export interface Circumstances {
  /** The server that was asked; null before any was. */
  readonly serverUrl: string | null
  /** As it is typed, such as `axoloom run`. */
  readonly command: string
}

/** Words and exit code of anything that ended a command. */
export function explain(error: unknown, { serverUrl, command }: Circumstances): Explained {
  if (error instanceof CliError) return { message: error.message, exitCode: error.exitCode }
  if (error instanceof CommanderError) return explainUsage(error, command)
  if (error instanceof ApiProblem)
    return { message: problemWords(error, serverUrl), exitCode: codeOfStatus(error.status) }
  if (isSystemError(error)) return { message: systemWords(error), exitCode: exitCodes.failed }
  const what = error instanceof Error ? error.message : String(error)
  return { message: `Something went wrong inside axoloom: ${oneLine(what)}`, exitCode: exitCodes.failed }
}

export function codeOfStatus(status: number): ExitCode {
  if (status === 404) return exitCodes.notFound
  if ([400, 413, 415].includes(status)) return exitCodes.usage
  return status > 400 && status < 500 ? exitCodes.refused : exitCodes.failed
}

/** Next steps by status; a problem's own detail comes first. */
const advice: Readonly<Record<number, string>> = {
  401: 'Set AXOLOOM_KEY, or use a context that has a key (axoloom context add).',
  403: 'Use a key that may do it (axoloom keys list shows what each may).',
  404: 'See what there is with axoloom runs.',
  502: 'Something in front of the server answered for it; try again, or look at axoloom doctor.',
  504: 'Something in front of the server answered for it; try again, or look at axoloom doctor.',
}

function problemWords({ status, message, problem, retryAfterMs }: ApiProblem, serverUrl: string | null): string {
  if (status === 0) {
    return `No Axoloom answers at ${serverUrl}. Start one with axoloom up, or name another with --server or axoloom context use.`
  }
  const what = withFaults(message, problem)
  const wait = retryAfterMs === null ? '' : ` Try again in ${Math.ceil(retryAfterMs / 1000)} s.`
  const next = problem === null || advice[status] === undefined ? '' : ` ${advice[status]}`
  const other =
    problem === null ? ` ${advice[status] ?? 'Is it an Axoloom that listens there? See axoloom doctor.'}` : ''
  return oneLine(sentence(what) + next + other + wait)
}

/** Most faults of a request that are worth a line at a terminal. */
const MOST_FAULTS = 8

/** The detail with what is wrong with each field, unless it says so already. */
function withFaults(message: string, problem: Problem | null): string {
  const all = problem?.errors ?? []
  const faults = all
    .filter(({ detail }) => !message.includes(detail))
    .map(({ pointer, detail }) => `${pointer} ${detail}`)
  const rest = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : []
  const shown = [...faults.slice(0, MOST_FAULTS), ...rest].map((fault) => fault.trim())
  return shown.length > 0 ? `${withoutStop(message)}: ${shown.join('; ')}` : message
}

/** Commander has printed help and versions by itself. */
function explainUsage({ code, exitCode, message }: CommanderError, command: string): Explained {
  if (exitCode === 0) return { message: null, exitCode: exitCodes.ok }
  if (code === 'commander.help') return { message: null, exitCode: exitCodes.usage }
  const what = oneLine(message.replace(/^error: /, ''))
  const said = sentence(what.charAt(0).toUpperCase() + what.slice(1))
  return { message: `${said} See ${command} --help.`, exitCode: exitCodes.usage }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

function systemWords({ code, path, message }: NodeJS.ErrnoException): string {
  const what = path ?? 'a file'
  switch (code) {
    case 'ENOENT':
      return `There is no ${what}: check the path.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${what} cannot be used: give yourself the right to, or name another place.`
    case 'ENOSPC':
      return `The disk is full (${what}): free some space and try again.`
    case 'EISDIR':
      return `${what} is a folder: name a file.`
    default:
      return sentence(oneLine(message))
  }
}

function sentence(text: string): string {
  return /[.!?]\)?$/.test(text) ? text : `${text}.`
}

function withoutStop(text: string): string {
  return text.replace(/[.:]+$/, '')
}
