import { AgentError, Stopped } from './agent-error.ts'
import { delay } from './builtins.ts'
import type { GatewayClient } from './gateway-client.ts'

export interface WatchdogOptions {
  readonly gateway: Pick<GatewayClient, 'isWanted'>
  /** When the gateway last answered anything, as `performance.now()` says it. */
  readonly lastContactAt: () => number
  readonly intervalMs?: number
  /** How long an agent goes on without its gateway (PROTOCOL section 4). */
  readonly patienceMs?: number
}

/** Asks now and then whether the attempt is still wanted; gives the reason to stop once there is one. */
export async function watchGateway(options: WatchdogOptions, signal: AbortSignal): Promise<Stopped | AgentError> {
  const { gateway, lastContactAt, intervalMs = 30_000, patienceMs = 300_000 } = options
  for (;;) {
    await delay(intervalMs, undefined, { signal })
    // No answer shows in lastContactAt soon enough.
    const isWanted = await gateway.isWanted(signal).catch(() => true)
    signal.throwIfAborted()
    if (!isWanted) return new Stopped('The attempt is no longer wanted.')
    if (performance.now() - lastContactAt() >= patienceMs) {
      return new AgentError('internal', 'The gateway was away for too long.', { isRetryable: true })
    }
  }
}
