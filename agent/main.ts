import { AgentError, Stopped } from './agent-error.ts'
import { writeSync } from './builtins.ts'
import { readConfig } from './config.ts'
import { createEmitter } from './emitter.ts'
import { createGatewayClient } from './gateway-client.ts'
import { runAttempt } from './run-attempt.ts'
import { watchGateway } from './watchdog.ts'

const STANDARD_OUTPUT = 1
/** 128 + SIGTERM: how a process that was told to end says that it did. */
const STOPPED_EXIT = 143
/** An agent promises to be gone 2 s after SIGTERM. */
const STOP_PATIENCE_MS = 1500
/** Time to tell the gateway about an error nobody caught. */
const LAST_WORDS_MS = 10_000

const controller = new AbortController()
let exitCode = 0

// Some libraries print on standard output, which belongs to the event lines.
// biome-ignore lint/suspicious/noConsole: this is what keeps everyone else's console off standard output
console.log = console.info = console.debug = console.error

process.on('SIGTERM', () => {
  controller.abort(new Stopped('The agent was told to stop.'))
  setTimeout(() => process.exit(STOPPED_EXIT), STOP_PATIENCE_MS)
})
process.on('uncaughtException', failUnexpectedly)
process.on('unhandledRejection', failUnexpectedly)

await main()

async function main(): Promise<void> {
  const emitter = createEmitter({ write: (bytes, offset) => writeSync(STANDARD_OUTPUT, bytes, offset) })
  try {
    let contactAt = performance.now()
    const onContact = () => {
      contactAt = performance.now()
    }
    const gateway = createGatewayClient({ ...readConfig(), onContact })
    const watchdog = watchGateway({ gateway, lastContactAt: () => contactAt }, controller.signal)
    watchdog.then(endAtWatchdog, () => undefined)
    await runAttempt({ emitter, gateway }, controller.signal)
  } catch (error) {
    exitCode = exitCodeOf(error)
  }
  emitter.close()
  process.exit(exitCode)
}

function exitCodeOf(error: unknown): number {
  const cause: unknown = controller.signal.aborted ? controller.signal.reason : error
  if (cause instanceof Stopped) return STOPPED_EXIT
  printLine(cause instanceof Error ? cause.message : String(cause))
  return 1
}

/** Without a gateway there is nobody to finish with, so this does not wait for it. */
function endAtWatchdog(reason: Stopped | AgentError): void {
  controller.abort(reason)
  if (reason instanceof AgentError) process.exit(exitCodeOf(reason))
}

function failUnexpectedly(error: unknown): void {
  exitCode = 1
  printLine(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const message = 'The agent met an error that nobody caught; its log has more.'
  controller.abort(new AgentError('internal', message, { cause: error }))
  setTimeout(() => process.exit(exitCode), LAST_WORDS_MS)
}

/** Standard error is the same file as standard output: a plain line there is text to everyone. */
function printLine(text: string): void {
  process.stderr.write(`${text}\n`)
}
