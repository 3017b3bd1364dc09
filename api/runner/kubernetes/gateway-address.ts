import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/** The same URL with an address in place of a name: agents have no name service. */
export async function byAddress(gatewayUrl: string): Promise<string> {
  const url = new URL(gatewayUrl)
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) return gatewayUrl
  const { address, family } = await lookup(url.hostname)
  url.hostname = family === 6 ? `[${address}]` : address
  return url.origin
}

/** `host:port` of a URL, also where the port goes without saying. */
export function hostPort(url: string): string {
  const { hostname, port, protocol } = new URL(url)
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`
}
