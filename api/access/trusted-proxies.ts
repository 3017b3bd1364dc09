import { BlockList, isIPv6 } from 'node:net'
import { type NamedNetworks, plainAddress } from '../networks.ts'

/** Proxies before a server that are looked behind. No real way has as many; a made-up header can. */
const MAX_HOPS = 20

/** Which peers are believed when they say for whom they call. */
export class TrustedProxies {
  readonly #list = new BlockList()
  /** Nobody is believed. */
  readonly isEmpty: boolean

  constructor(trusted: readonly NamedNetworks[]) {
    this.isEmpty = trusted.length === 0
    for (const { address, prefix } of trusted.flatMap(({ networks }) => networks)) {
      this.#list.addSubnet(address, prefix, familyOf(address))
    }
  }

  /** `hop`: how many proxies are between it and us; 0 is who opened the connection. */
  isTrusted(text: string | undefined, hop = 0): boolean {
    const address = text === undefined || hop >= MAX_HOPS ? null : plainAddress(text)
    return address !== null && this.#list.check(address, familyOf(address))
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
