import ipaddr from 'ipaddr.js'

/** Thrown where a delivery would leave the public internet. Its message may be shown to the endpoint's owner. */
export class TargetRefusedError extends Error {
  override readonly name = 'TargetRefusedError'
  readonly code = 'AXOLOOM_TARGET_REFUSED'
}

// Public by their number, and yet answered inside a cloud: Azure's WireServer
// (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
const inside: ReadonlySet<string> = new Set(['168.63.129.16'])

// What ipaddr.js calls unicast although nobody on the internet has it: addresses that carry an IPv4 address at their end
// (RFC 4291, 2.5.5.1), and everything else outside of what IANA gives out (2000::/3).
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3')

/** True for an address of the public internet; false for every other one, and for what is no address. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  // an IPv4 address in the clothes of IPv6 is judged as what it is
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_IPV6)
  return !inside.has(address.toString())
}

/** Names that mean this machine or this network by what they are (RFC 6761, RFC 6762, ICANN's `internal`). */
const INSIDE_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|localdomain|home\.arpa)$/

/**
 * What is wrong with a host before anything is resolved, as the end of "must …"; null where that cannot be told yet.
 * `hostname` is as URL writes it: in lower case, numbers of every form made dotted, IPv6 in brackets.
 */
export function hostFault(hostname: string): string | null {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.+$/, '')
  if (host === '') return 'must name a host'
  if (ipaddr.isValid(host)) return isPublicAddress(host) ? null : 'must not be an address of a private network'
  if (!host.includes('.') || INSIDE_NAME.test(host)) return 'must not be a name of a private network'
  return null
}

/** What is wrong with the URL of an endpoint, as the end of "must …"; null when it may be tried. */
export function urlFault(url: string, isPrivateAllowed: boolean): string | null {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return 'must be an http or https URL'
  if (parsed.username !== '' || parsed.password !== '') return 'must not hold a user name or a password'
  return isPrivateAllowed ? null : hostFault(parsed.hostname)
}
