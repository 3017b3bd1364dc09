import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Retention, RetentionRule } from '../store/retention.ts'
import { StorageError } from '../store/storage-error.ts'

/** Between two looks at what was deleted. */
const TURN_MS = 60_000
/** Every so many looks, also at what is too old. Days are the unit, so that minutes do not matter. */
const TURNS_PER_SWEEP = 10

export interface RetentionLoopDeps {
  readonly retention: Retention
  readonly rule: RetentionRule
  readonly logger: Logger
}

/** Removes what is older than it is kept, for as long as the server runs. Returns what ends it. */
export function startRetention(deps: RetentionLoopDeps): () => Promise<void> {
  const stopping = new AbortController()
  const loop = keepSweeping(deps, stopping.signal)
  return async () => {
    stopping.abort()
    await loop
  }
}

async function keepSweeping({ retention, rule, logger }: RetentionLoopDeps, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    // the first one waits as well: a start has more urgent things to write
    await delay(TURN_MS, undefined, { signal, ref: false }).catch(() => {})
    if (signal.aborted) return
    const now = new Date()
    try {
      if (turn % TURNS_PER_SWEEP > 0) {
        await retention.sweepWebhooks(new Date(now.getTime() - rule.deliveriesMs), signal)
        continue
      }
      const removed = await retention.sweep(rule, now, signal)
      if (Object.values(removed).some((count) => count > 0)) logger.info(removed, 'what was too old is removed')
    } catch (error) {
      // a full disk takes no removals either; the next sweep finds the same again
      if (error instanceof StorageError || signal.aborted) continue
      logger.error({ err: error }, 'removing what is too old failed; the next sweep tries again')
    }
  }
}
