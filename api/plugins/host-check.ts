import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../errors.ts'

export interface HostCheckOptions {
  /** In lower case, without ports; an IPv6 address stands in brackets. */
  readonly allowedHosts: readonly string[]
}

/** Called by probes and scrapers under whatever address they know. */
const openPaths = new Set(['/healthz', '/readyz', '/version', '/metrics'])

/**
 * Refuses requests that a foreign page made the browser send: by a name of its own that points here
 * (DNS rebinding: the Host header tells) or across origins (the browser says so itself).
 */
async function hostCheck(app: FastifyInstance, { allowedHosts }: HostCheckOptions): Promise<void> {
  const allowed = new Set(allowedHosts)
  app.addHook('onRequest', async (request) => {
    if (openPaths.has(request.url.split('?', 1)[0] ?? '')) return
    const host = request.headers.host?.toLowerCase() ?? ''
    if (!allowed.has(host.replace(/:\d*$/, ''))) {
      throw new AppError(
        'forbidden',
        `This server does not answer to the host "${host}". ALLOWED_HOSTS lists its names.`,
      )
    }
    if (isForeign(request, host)) throw new AppError('forbidden', 'Requests from other web pages are refused.')
  })
}

function isForeign({ headers, method }: FastifyRequest, host: string): boolean {
  const { origin } = headers
  if (origin !== undefined) return !isSameHost(origin, host)
  return headers['sec-fetch-site'] === 'cross-site' && method !== 'GET' && method !== 'HEAD'
}

function isSameHost(origin: string, host: string): boolean {
  const page = URL.parse(origin)
  return page !== null && page.host === URL.parse(`${page.protocol}//${host}`)?.host
}

export default fp(hostCheck, { name: 'host-check' })
