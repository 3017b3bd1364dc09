import type { Command } from 'commander'
import { exitCodes } from './cli-error.ts'
import { addCompletion } from './completion.ts'
import { readConfig } from './config.ts'
import { explain } from './explain.ts'
import { SHOW_CURSOR } from './lanes/race-view.ts'
import { createProgram } from './program.ts'
import type { Host, ServerCommand } from './session.ts'
import { onStopWish } from './signals.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { readVersion } from './version.ts'

/** Runs one call of the command and resolves to its exit code. */
export async function main(args: readonly string[], serverCommand: () => Promise<ServerCommand>): Promise<number> {
  const config = readConfig()
  const interrupt = new AbortController()
  const terminal = openTerminal(config.env, process.stdout, process.stderr)
  const stopListening = listenForInterrupts(interrupt, terminal)
  const host: Host = {
    config,
    terminal,
    version: readVersion(),
    signal: interrupt.signal,
    now: Date.now,
    stdin: process.stdin,
    serverCommand,
    stopListening,
    serverUrl: null,
    noteOnInterrupt: null,
    exitCode: exitCodes.ok,
  }
  process.stdout.on('error', endOfReader)
  const program = createProgram(host)
  try {
    if (['complete', 'completion'].includes(args[0] ?? '') || isHelp(args)) await addCompletion(program)
    await program.parseAsync(args, { from: 'user' })
    return host.exitCode
  } catch (error) {
    return interrupt.signal.aborted ? endInterrupted(host) : endWith(host, error, commandNamed(program, args))
  } finally {
    stopListening()
  }
}

/** The first Ctrl-C asks, the second ends at once; whatever is under way in the server goes on. */
function listenForInterrupts(interrupt: AbortController, { err }: Terminal): () => void {
  return onStopWish(() => {
    if (interrupt.signal.aborted) {
      if (err.isTerminal) err.write(SHOW_CURSOR)
      process.exit(exitCodes.interrupted)
    }
    interrupt.abort()
  })
}

/** `axoloom`, with the command that was meant, for a pointer to its help. */
function commandNamed(program: Command, args: readonly string[]): string {
  const found = program.commands.find((command) => command.name() === args[0])
  return found === undefined ? program.name() : `${program.name()} ${found.name()}`
}

/** Who read standard output has read enough, as `head` does. */
function endOfReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok)
  throw error
}

function endInterrupted({ terminal, noteOnInterrupt }: Host): number {
  if (noteOnInterrupt !== null) terminal.err.write(`${terminal.err.isTerminal ? '\n' : ''}${noteOnInterrupt}\n`)
  return exitCodes.interrupted
}

function endWith({ terminal, serverUrl }: Host, error: unknown, command: string): number {
  const { message, exitCode } = explain(error, { serverUrl, command })
  const { err } = terminal
  if (message !== null) err.write(`${err.colours.red('error:')} ${message}\n`)
  return exitCode
}

function isHelp(args: readonly string[]): boolean {
  return args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '')
}
