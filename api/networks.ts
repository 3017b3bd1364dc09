import { BlockList, isIP, isIPv6 } from 'node:net'

/** A range of addresses. */
export interface Network {
  readonly address: string
  /** Leading bits that are the same in all of them. */
  readonly prefix: number
}

/** Networks as a setting names them. */
export interface NamedNetworks {
  /** `loopback`, `private`, an address, or a network such as 10.0.0.0/8. */
  readonly name: string
  readonly networks: readonly Network[]
}

const LOOPBACK: readonly Network[] = [
  { address: '127.0.0.0', prefix: 8 },
  { address: '::1', prefix: 128 },
]

/** RFC 1918 and RFC 4193. */
const PRIVATE: readonly Network[] = [
  { address: '10.0.0.0', prefix: 8 },
  { address: '172.16.0.0', prefix: 12 },
  { address: '192.168.0.0', prefix: 16 },
  { address: 'fc00::', prefix: 7 },
]

/** What a word of a setting means; null for one that means nothing, and for a network that is all addresses there are. */
export function networksOf(name: string): NamedNetworks | null {
  if (name === 'loopback') return { name, networks: LOOPBACK }
  if (name === 'private') return { name, networks: PRIVATE }
  const [address = '', length, ...rest] = name.split('/')
  const bits = bitsOf(address)
  if (bits === 0 || rest.length > 0) return null
  if (length === undefined) return { name, networks: [{ address, prefix: bits }] }
  const prefix = Number(length)
  if (!/^\d{1,3}$/.test(length) || prefix < 1 || prefix > bits) return null
  return { name, networks: [{ address, prefix }] }
}

/** Tells which addresses, plain ones, are of these networks. */
export function matcherOf(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList()
  for (const { address, prefix } of networks) list.addSubnet(address, prefix, familyOf(address))
  return (address) => list.check(address, familyOf(address))
}

/** The name of the networks that a plain address is of; null for one that is of neither. */
export function commonName(address: string): 'loopback' | 'private' | null {
  if (matcherOf(LOOPBACK)(address)) return 'loopback'
  return matcherOf(PRIVATE)(address) ? 'private' : null
}

/** Longer than any address with its port. */
const MAX_ADDRESS = 64

/**
 * An address as it is compared: without the port, brackets and zone that some proxies write, and an IPv4 address never
 * as an IPv6 one. Null for what is no address.
 */
export function plainAddress(text: string): string | null {
  if (text.length > MAX_ADDRESS) return null
  const bare = text
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=[\d.]+$)/i, '')
  return isIP(bare) === 0 ? null : bare
}

/** 0 for what is no address, and for one with a zone, which only its own machine understands. */
function bitsOf(address: string): 0 | 32 | 128 {
  if (address.includes('%')) return 0
  const version = isIP(address)
  return version === 0 ? 0 : version === 4 ? 32 : 128
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
