/** True for names and addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = unbracketed(host).toLowerCase()
  return name === 'localhost' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
}

/** True for the addresses that stand for all of a machine's. */
export function isWildcard(host: string): boolean {
  return ['0.0.0.0', '::', '::0'].includes(unbracketed(host))
}

/** As it stands in a Host header, without a port: an IPv6 address in brackets. */
export function hostName(text: string): string {
  const name = text.toLowerCase()
  if (name.startsWith('[')) return name.replace(/\].*$/, ']')
  return name.split(':').length > 2 ? `[${name}]` : name.replace(/:.*$/, '')
}

/** As it is bound and connected to. */
export function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}
