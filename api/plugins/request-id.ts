import { randomInt } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { ulid } from 'ulid'

/** The caller's own id where it is one that cannot upset a log, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : ulid(undefined, fraction).toLowerCase()
}

const STEPS = 2 ** 32

/** From numbers drawn ahead: by itself, ulid asks the system for each of its sixteen characters. */
function fraction(): number {
  return randomInt(STEPS) / STEPS
}

/** Every answer names its request. */
async function requestId(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
}

export default fp(requestId, { name: 'request-id' })
