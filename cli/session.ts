import type { Command } from 'commander'
import type { Client } from '#contract/client/client.ts'
import type { ExitCode } from './cli-error.ts'
import type { Config } from './config.ts'
import { type Choice, chooseServer, connect } from './connect.ts'
import { formatView, type OutputFormat, type View } from './output.ts'
import type { Terminal } from './terminal.ts'

/** How to run Axoloom's server from where this command lies. */
export interface ServerCommand {
  readonly node: string
  readonly args: readonly string[]
  /** Undefined: where the person is. */
  readonly cwd: string | undefined
}

/** One call of the command, from its first to its last line. */
export interface Host {
  readonly config: Config
  readonly terminal: Terminal
  readonly version: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly now: () => number
  readonly stdin: NodeJS.ReadStream
  /** Builds what is missing first, where this is a clone. */
  serverCommand(): Promise<ServerCommand>
  /** Leaves Ctrl-C to somebody else. */
  stopListening(): void
  /** The server that was asked; for words about it. */
  serverUrl: string | null
  /** Said when Ctrl-C ends the call. */
  noteOnInterrupt: string | null
  exitCode: ExitCode
}

/** Options that every command takes. */
export interface GlobalOptions {
  readonly server?: string
  readonly context?: string
  readonly output: OutputFormat
  readonly quiet?: boolean
}

/** What the action of a command works with. */
export interface Session {
  readonly host: Host
  readonly terminal: Terminal
  readonly signal: AbortSignal
  readonly format: OutputFormat
  readonly isQuiet: boolean
  /** Data. */
  write(text: string): void
  /** Talk, on one line; nothing with `--quiet`. */
  say(line: string): void
  print<T>(view: View<T>): Promise<void>
  server(): Promise<Choice>
  client(): Promise<Client>
}

export function openSession(host: Host, command: Command): Session {
  const { server, context, output, quiet = false } = command.optsWithGlobals<GlobalOptions>()
  const { terminal, signal } = host
  let chosen: Promise<Choice> | undefined
  const session: Session = {
    host,
    terminal,
    signal,
    format: output,
    isQuiet: quiet,
    write: (text) => terminal.out.write(text),
    say: (line) => {
      if (!quiet) terminal.err.write(`${line}\n`)
    },
    async print(view) {
      const isTable = output === 'table' || output === 'wide'
      if (isTable && view.rows.length === 0 && view.empty !== undefined) session.say(view.empty)
      else session.write(await formatView(output, view, terminal))
    },
    server() {
      chosen ??= chooseServer(host.config, { server, context })
      return chosen
    },
    async client() {
      const choice = await session.server()
      host.serverUrl = choice.url
      return connect(choice)
    },
  }
  return session
}
