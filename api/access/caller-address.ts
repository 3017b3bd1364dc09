import { plainAddress } from '../networks.ts'

/** Of a request: the peer, and behind trusted proxies everyone up to the first who is not one of them. */
interface Addressed {
  readonly ip: string | undefined
  readonly ips?: readonly (string | undefined)[] | undefined
}

/**
 * Who calls, as far as trusted proxies tell. What one of them wrote that is no address tells nothing: then it is the
 * proxy itself, so that nobody gets a count of their own by a made-up word.
 */
export function callerAddress({ ip, ips = [ip] }: Addressed): string {
  const known = ips.map((text) => (text === undefined ? null : plainAddress(text)))
  // the connection of a caller who has gone has no address any more
  return known.findLast((address) => address !== null) ?? 'unknown'
}
