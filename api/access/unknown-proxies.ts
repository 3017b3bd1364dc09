import { plainAddress } from '../networks.ts'

/** A peer that tells for whom it calls, and is not believed. */
export interface UnknownProxy {
  readonly address: string
  /** Calls that named somebody else. */
  readonly calls: number
  readonly lastAtMs: number
}

/** Anybody can write that header: a few are enough to find a real proxy, which soon has more calls than they. */
const MAX_PROXIES = 16
const KEEP_MS = 24 * 3600 * 1000

/** Peers that look like proxies nobody named. In memory, for a day after their last call. */
export class UnknownProxies {
  readonly #proxies = new Map<string, UnknownProxy>()

  note(peer: string, nowMs = Date.now()): void {
    const address = plainAddress(peer)
    if (address === null) return
    const calls = this.#proxies.get(address)?.calls ?? 0
    if (calls === 0) this.#makeRoom(nowMs)
    this.#proxies.set(address, { address, calls: calls + 1, lastAtMs: nowMs })
  }

  /** Who calls most comes first. */
  seen(nowMs = Date.now()): UnknownProxy[] {
    this.#forgetOld(nowMs)
    return [...this.#proxies.values()].sort((a, b) => b.calls - a.calls)
  }

  #makeRoom(nowMs: number): void {
    this.#forgetOld(nowMs)
    const least = [...this.#proxies.values()].sort((a, b) => a.calls - b.calls || a.lastAtMs - b.lastAtMs)[0]
    if (this.#proxies.size >= MAX_PROXIES && least !== undefined) this.#proxies.delete(least.address)
  }

  #forgetOld(nowMs: number): void {
    for (const { address, lastAtMs } of [...this.#proxies.values()]) {
      if (lastAtMs < nowMs - KEEP_MS) this.#proxies.delete(address)
    }
  }
}
