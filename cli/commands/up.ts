import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { wholeNumber } from '../arguments.ts'
import { type ExitCode, exitCodes } from '../cli-error.ts'
import { runServer } from '../run-server.ts'
import type { Host } from '../session.ts'
import { work } from './action.ts'

interface UpOptions {
  readonly port?: number
  readonly host?: string
  readonly data?: string
  readonly runner?: string
  readonly stopAgents?: boolean
  readonly settings?: boolean
}

const MAX_PORT = 65_535

export function addUpCommand(program: Command, host: Host): void {
  const command = program
    .command('up')
    .summary('start the server')
    .description(
      'Starts Axoloom here and prints its address. Ctrl-C stops it; agents at work go on and are taken up again.',
    )
    .option('-p, --port <number>', 'its port; 0 for any (8000)', wholeNumber(0, MAX_PORT))
    .option('--host <address>', 'where it listens; beyond this machine it demands API_KEYS (127.0.0.1)')
    .option('--data <folder>', 'where it keeps what it knows (./data)')
    .addOption(new Option('--runner <runner>', 'what runs agents').choices(['local', 'kubernetes']))
    .option('--stop-agents', 'stop every agent that is still at work, and end')
    .option('--settings', 'list every setting with its default, and end')
    .addHelpText(
      'after',
      '\nAll other settings are variables of the environment or a .env file; --settings lists them.',
    )
  work<UpOptions>(host, command, async (_session, options) => {
    const server = await host.serverCommand()
    // the server has its own ways to stop, and a second Ctrl-C is for it
    host.stopListening()
    const args = [...server.args, ...flagsOf(options)]
    const code = await runServer({ ...server, args }, { ...host.config.env, ...settingsOf(options) })
    return toExitCode(code)
  })
}

function settingsOf({ port, host, data, runner }: UpOptions): Record<string, string> {
  return {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(host === undefined ? {} : { HOST: host }),
    // a clone runs its server from its own folder
    ...(data === undefined ? {} : { DATA_DIR: resolve(data) }),
    ...(runner === undefined ? {} : { RUNNER: runner }),
  }
}

function flagsOf({ stopAgents, settings }: UpOptions): string[] {
  return [...(settings ? ['--help'] : []), ...(stopAgents && !settings ? ['--stop-agents'] : [])]
}

/** The server's own sentence has been printed; a stop by Ctrl-C is no failure. */
function toExitCode(code: number): ExitCode {
  return code === 0 || code === exitCodes.interrupted ? exitCodes.ok : exitCodes.failed
}
