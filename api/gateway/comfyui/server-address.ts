/** Where a ComfyUI server is, and what every call to it carries. */
export interface ServerAddress {
  /** Ends in a slash; may have a path, for servers behind a proxy. */
  readonly base: URL
  readonly headers: Readonly<Record<string, string>>
  /** In texts for people: without a password. */
  readonly label: string
}

/** Takes a base URL apart: a name and password in it become a header, for `fetch` refuses them in addresses. */
export function serverAddress(url: string): ServerAddress {
  const base = new URL(url.endsWith('/') ? url : `${url}/`)
  const { username, password } = base
  base.username = ''
  base.password = ''
  const secret = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  const headers: Record<string, string> = username === '' ? {} : { authorization: `Basic ${secret}` }
  return { base, headers, label: `ComfyUI at ${base.host}` }
}

export function urlAt({ base }: ServerAddress, path: string): URL {
  return new URL(path, base)
}

/** The address of the event socket of a client. */
export function socketUrlAt({ base }: ServerAddress, clientId: string): URL {
  const url = new URL(`ws?clientId=${encodeURIComponent(clientId)}`, base)
  url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}
