import { setTimeout as delay } from 'node:timers/promises'

/** A pause. Throws the signal's reason, not an error of its own. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {})
  signal.throwIfAborted()
}
