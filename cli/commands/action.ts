import type { Command } from 'commander'
import type { ExitCode } from '../cli-error.ts'
import { type Host, openSession, type Session } from '../session.ts'

/** What a command does: its arguments and options come checked from commander. */
export type Work<Options> = (
  session: Session,
  options: Options,
  args: readonly string[],
) => Promise<ExitCode | undefined>

/** Gives a command its work. A code that is not given is 0; whatever is thrown ends the process in main. */
export function work<Options extends object>(host: Host, command: Command, run: Work<Options>): Command {
  return command.action(async () => {
    const session = openSession(host, command)
    const code = await run(session, command.opts<Options>(), command.processedArgs.flat().filter(isText))
    if (code !== undefined) host.exitCode = code
  })
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
