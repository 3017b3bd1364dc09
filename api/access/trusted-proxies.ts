import { matcherOf, type NamedNetworks, plainAddress } from '../networks.ts'

/** Proxies before a server that are looked behind. No real way has as many; a made-up header can. */
const MAX_HOPS = 20

/** Which peers are believed when they say for whom they call. */
export class TrustedProxies {
  readonly #isNamed: (address: string) => boolean
  /** Nobody is believed. */
  readonly isEmpty: boolean

  constructor(trusted: readonly NamedNetworks[]) {
    this.isEmpty = trusted.length === 0
    this.#isNamed = matcherOf(trusted.flatMap(({ networks }) => networks))
  }

  /** `hop`: how many proxies are between it and us; 0 is who opened the connection. */
  isTrusted(text: string | undefined, hop = 0): boolean {
    const address = text === undefined || hop >= MAX_HOPS ? null : plainAddress(text)
    return address !== null && this.#isNamed(address)
  }
}
