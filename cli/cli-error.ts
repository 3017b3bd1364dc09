/** What the process ends with. */
export const exitCodes = {
  ok: 0,
  /** Something went wrong, or the run or batch failed. */
  failed: 1,
  /** The command line or what it names cannot be used. */
  usage: 2,
  notFound: 3,
  /** The server understood and will not: no right, a limit, or a state that forbids it. */
  refused: 4,
  /** Some variations or rows succeeded and some did not. */
  partial: 5,
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** An expected end: one sentence with what to do next, and the code to end with. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = exitCodes.failed, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** A command line that cannot be used. */
export const usageError = (message: string, options?: ErrorOptions) => new CliError(message, exitCodes.usage, options)
