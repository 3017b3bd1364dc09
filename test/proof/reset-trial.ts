import { setTimeout as delay } from 'node:timers/promises'
import { pacedPrinter } from '../support/fake-kube/paced-printer.ts'
import { type KubernetesStage, openKubernetesStage } from './kubernetes-stage.ts'
import { createLineLedger, numberedLine, readIntoLedger } from './line-ledger.ts'

export interface ResetTrialOptions {
  /** How long the pods print. */
  readonly durationMs: number
  /** Between two resets of every log that is followed. */
  readonly everyMs: number
  readonly pods: number
  /** Of each pod. */
  readonly linesASecond: number
  /** Where in the bytes each reset falls. */
  random(): number
}

/** A reset falls within so many bytes more: a few lines, and mostly the middle of one. */
const CUT_SPAN_BYTES = 2000
/** What a trial may take beyond the printing before it has hung, which is a violation too. */
const SLACK_MS = 45_000

/**
 * Pods print without a pause while the connections of their logs are reset again and again. Gives one sentence for each
 * line that was lost or doubled, and for whatever else should not be.
 */
export async function runResetTrial(options: ResetTrialOptions): Promise<string[]> {
  const { pods, linesASecond, durationMs } = options
  const lines = Math.round((linesASecond * durationMs) / 1000)
  const play = pacedPrinter({ lines, perSecond: linesASecond, line: numberedLine })
  const stage = await openKubernetesStage({ program: () => play })
  const over = new AbortController()
  try {
    const live = createLineLedger()
    const url = stage.eventsUrl(await stage.post(pods))
    const reading = readIntoLedger(url, live)
    const resetting = resetLogs(stage, options, over.signal)
    const hung = delay(durationMs + SLACK_MS, undefined, { signal: over.signal }).then(() => {
      throw new Error(`it hung: ${live.lines()} of ${pods * lines} lines came`)
    })
    await Promise.race([reading, hung])
    over.abort()
    const resets = await resetting
    const stored = createLineLedger()
    await readIntoLedger(url, stored)
    return [
      ...live.violations(pods, lines).map((what) => `read live: ${what}`),
      ...stored.violations(pods, lines).map((what) => `stored: ${what}`),
      ...(resets >= Math.floor(durationMs / options.everyMs) * 0.5 * pods ? [] : [`only ${resets} logs were reset`]),
      ...(stage.isAlive() ? [] : ['the API has ended']),
    ]
  } catch (error) {
    return [`the trial broke: ${error instanceof Error ? error.message : String(error)}\n${stage.server.stderr()}`]
  } finally {
    over.abort()
    await stage.close()
  }
}

/** Until `signal` aborts; gives how many streams were reset. */
async function resetLogs({ kube }: KubernetesStage, options: ResetTrialOptions, signal: AbortSignal): Promise<number> {
  const { everyMs, random } = options
  let resets = 0
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => {})
    if (!signal.aborted) resets += kube.faults.cut({ verb: 'log' }, 'reset', Math.floor(random() * CUT_SPAN_BYTES))
  }
  return resets
}
