import type { RequestOptions } from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'

/** What a TLS connection to the API server needs; empty for `http://`. */
export type TlsOptions = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>

/** Who we are to the API server, at this moment. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  readonly tls: TlsOptions
}

/** Asks the configuration for what to send now: it reads files, runs exec plugins and renews OIDC tokens as it sees fit. */
export async function readCredentials(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = { headers: {} }
  await config.applyToHTTPSOptions(options)
  const headers = { ...headersOf(options), ...basicAuth(options.auth) }
  const isTls = config.getCurrentCluster()?.server.startsWith('https:') === true
  return { headers, tls: isTls ? tlsOf(options) : {} }
}

// A token file may end in a newline, which no header may.
function headersOf({ headers }: RequestOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value).trim()]))
}

function basicAuth(auth: string | null | undefined): Record<string, string> {
  return auth ? { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {}
}

// An option that is there but undefined would hide undici's own default.
function tlsOf({ ca, cert, key, rejectUnauthorized, servername }: RequestOptions): TlsOptions {
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    ...(servername !== undefined && { servername }),
  }
}
