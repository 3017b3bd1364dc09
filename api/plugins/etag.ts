import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { entityTag, hasTag } from '../store/entity-tag.ts'

/**
 * Gives every JSON answer that may be kept a tag of its bytes, and answers 304 to who has them. Not to what says
 * `no-store`, and not to what has a tag of its own.
 */
async function etag(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (typeof payload !== 'string' || !isTagged(request, reply)) return payload
    const tag = entityTag(payload)
    reply.header('etag', tag)
    // of the caller alone, and asked for anew each time: a run changes while one looks
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache')
    const known = request.headers['if-none-match']
    if (request.method === 'PATCH' || known === undefined || !hasTag(known, tag)) return payload
    reply.code(304).removeHeader('content-type').removeHeader('content-length')
    return null
  })
}

/** What a PATCH answers is the thing as a GET would show it now. */
const taggedMethods = new Set(['GET', 'HEAD', 'PATCH'])

function isTagged({ method }: FastifyRequest, reply: FastifyReply): boolean {
  if (reply.statusCode !== 200 || !taggedMethods.has(method) || reply.hasHeader('etag')) return false
  const isJson = String(reply.getHeader('content-type') ?? '').startsWith('application/json')
  return isJson && !String(reply.getHeader('cache-control') ?? '').includes('no-store')
}

export default fp(etag, { name: 'etag' })
