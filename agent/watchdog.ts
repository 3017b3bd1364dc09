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

/** Asks now and then whether the attempt is still wanted; says why to stop once there is a reason. */
export async function watchGateway(
  options: WatchdogOptions,
  signal: AbortSignal,
): Promise<'unwanted' | 'gateway-away'> {
  const { gateway, lastContactAt, intervalMs = 30_000, patienceMs = 300_000 } = options
  for (;;) {
    await delay(intervalMs, undefined, { signal })
    // No answer shows in lastContactAt soon enough.
    const isWanted = await gateway.isWanted(signal).catch(() => true)
    signal.throwIfAborted()
    if (!isWanted) return 'unwanted'
    if (performance.now() - lastContactAt() >= patienceMs) return 'gateway-away'
  }
}
