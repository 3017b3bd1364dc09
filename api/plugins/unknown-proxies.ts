import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { TrustedProxies } from '../access/trusted-proxies.ts'
import type { UnknownProxies } from '../access/unknown-proxies.ts'

export interface UnknownProxyOptions {
  readonly trusted: TrustedProxies
  readonly unknown: Pick<UnknownProxies, 'note'>
}

/** Notes who tells for whom they call and is not believed, for the doctor. */
async function unknownProxies(app: FastifyInstance, { trusted, unknown }: UnknownProxyOptions): Promise<void> {
  app.addHook('onRequest', async ({ headers, socket }) => {
    if (headers['x-forwarded-for'] === undefined) return
    const peer = socket.remoteAddress
    if (peer !== undefined && !trusted.isTrusted(peer)) unknown.note(peer)
  })
}

export default fp(unknownProxies, { name: 'unknown-proxies' })
