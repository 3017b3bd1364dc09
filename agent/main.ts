import { AgentError } from './agent-error.ts'
import { writeSync } from './builtins.ts'
import { readConfig, readProbeTargets } from './config.ts'
import { printDiagnostic } from './diagnostics.ts'
import { createEmitter } from './emitter.ts'
import { createGatewayClient } from './gateway-client.ts'
import { runAttempt } from './run-attempt.ts'
import { watchGateway } from './watchdog.ts'

const STANDARD_OUTPUT = 1
/** 128 + SIGTERM: what a shell says of a process that this signal ended. */
const STOPPED_EXIT = 143
/** Time to tell the gateway about an error that nobody caught. */
const LAST_WORDS_MS = 10_000

const failing = new AbortController()
const emitter = createEmitter({ write: (bytes, offset) => writeSync(STANDARD_OUTPUT, bytes, offset) })

// Some libraries print on standard output, which belongs to the event lines.
// biome-ignore lint/suspicious/noConsole: this is what keeps everyone else's console off standard output
console.log = console.info = console.debug = console.error

// Nobody waits for a stopped attempt, so the signal's own effect is the right one: it ends even an agent that is busy
// drawing. Only the first process of a container has to ask for it; the system spares that one.
if (process.pid === 1) process.on('SIGTERM', () => end(STOPPED_EXIT))
process.on('uncaughtException', failUnexpectedly)
process.on('unhandledRejection', failUnexpectedly)

await main()

async function main(): Promise<void> {
  try {
    const targets = readProbeTargets()
    if (targets.length > 0) {
      const { probeNetwork } = await import('./probe.ts')
      await probeNetwork(targets)
      end(0)
    }
    let contactAt = performance.now()
    const onContact = () => {
      contactAt = performance.now()
    }
    const gateway = createGatewayClient({ ...readConfig(), onContact })
    watchGateway({ gateway, lastContactAt: () => contactAt }, failing.signal).then(endAtWatchdog, () => undefined)
    await runAttempt({ emitter, gateway }, failing.signal)
  } catch (error) {
    printDiagnostic(error instanceof Error ? error.message : String(error))
    end(1)
  }
  end(failing.signal.aborted ? 1 : 0)
}

function endAtWatchdog(why: 'unwanted' | 'gateway-away'): void {
  if (why === 'unwanted') end(STOPPED_EXIT)
  printDiagnostic('The gateway was away for too long.')
  end(1)
}

function failUnexpectedly(error: unknown): void {
  printDiagnostic(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const message = 'The agent met an error that nobody caught; its log has more.'
  failing.abort(new AgentError('internal', message, { cause: error }))
  setTimeout(() => end(1), LAST_WORDS_MS)
}

function end(exitCode: number): never {
  emitter.close()
  process.exit(exitCode)
}
