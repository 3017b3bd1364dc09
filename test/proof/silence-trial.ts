import { setTimeout as delay } from 'node:timers/promises'
import type { RunEvent } from '#contract/event.ts'
import { pause } from '../support/fake-kube/bell.ts'
import type { ContainerPlay } from '../support/fake-kube/container.ts'
import { type KubernetesStage, openKubernetesStage } from './kubernetes-stage.ts'
import { createLineLedger, numberedLine, readIntoLedger } from './line-ledger.ts'

/** Lines before the silence, of as many lanes: the second one says nothing at all for so long. */
const BEFORE = [1, 0]
const LINES = 2
/** By then all have begun, on a machine with much else to do. */
const START_MS = 10_000
const SLACK_MS = 45_000

/**
 * Agents that say nothing for a while, far beyond the usual time-outs of clients and connections. Gives one sentence for
 * whatever happened meanwhile, and for what did not come behind it.
 */
export async function runSilenceTrial(silenceMs: number): Promise<string[]> {
  let started = 0
  const program = () => silentAgent(BEFORE[started++] ?? 0, silenceMs)
  const stage = await openKubernetesStage({ program }, { LOG_LEVEL: 'debug' })
  const over = new AbortController()
  try {
    const ledger = createLineLedger()
    let lastAt = performance.now()
    const take = (event: RunEvent) => {
      lastAt = performance.now()
      ledger.take(event)
    }
    const reading = readIntoLedger(stage.eventsUrl(await stage.post(BEFORE.length)), { ...ledger, take })
    const quietMs = silenceMs * 0.95
    const judging = delay(quietMs, undefined, { signal: over.signal }).then(() => [
      ...(performance.now() - lastAt > quietMs - START_MS ? [] : ['an event came in the silence']),
      ...faultsOf(stage),
    ])
    const hung = delay(silenceMs + SLACK_MS, undefined, { signal: over.signal }).then(() => {
      throw new Error(`it hung: ${ledger.lines()} lines came`)
    })
    const [faults] = await Promise.race([Promise.all([judging, reading]), hung])
    return [...faults, ...ledger.violations(BEFORE.length, LINES), ...(stage.isAlive() ? [] : ['the API has ended'])]
  } catch (error) {
    return [`the trial broke: ${error instanceof Error ? error.message : String(error)}\n${stage.server.stderr()}`]
  } finally {
    over.abort()
    await stage.close()
  }
}

/** What the silence has done to the follows, which may only be looked into now and then. */
function faultsOf({ kube, server }: KubernetesStage): string[] {
  const follows = kube.requests.filter(({ verb, query }) => verb === 'log' && query.get('follow') === 'true')
  const open = kube.openStreams({ verb: 'log' })
  return [
    ...(follows.length === BEFORE.length ? [] : [`${follows.length} follows were begun`]),
    ...(open === BEFORE.length ? [] : [`${open} follows are open`]),
    ...complaintsIn(server.stderr()),
  ]
}

function silentAgent(before: number, silenceMs: number): ContainerPlay {
  return {
    async print(log, signal) {
      for (let n = 1; n <= LINES; n++) {
        if (n === before + 1 && !(await pause(silenceMs, signal))) return 143
        log.append('stdout', Buffer.from(`${numberedLine(n)}\n`))
      }
      return 0
    },
  }
}

const WARN = 40

/** Lines of the API's log that are warnings or worse. */
function complaintsIn(log: string): string[] {
  const lines = log.split('\n').filter((line) => line.startsWith('{'))
  return lines.filter((line) => (JSON.parse(line) as { level: number }).level >= WARN)
}
