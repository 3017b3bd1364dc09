import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Access } from '../access/access.ts'
import auth from './auth.ts'
import rateLimits, { refusalCounter } from './rate-limits.ts'
import scopes from './scopes.ts'

/** How long after a key's end its streams go on at most. */
const EXPIRY_CHECK_MS = 10_000

/** Lets calls of its scope in: by key or session, within the key's scopes, and within the bounds. */
async function accessControl(app: FastifyInstance, { access }: { access: Access }): Promise<void> {
  const { ring, keys, streams, limits } = access
  await app.register(rateLimits, { requestsPerMinute: limits.requestsPerMinute, streams })
  const countRefusal = refusalCounter(app, limits.requestsPerMinute)
  await app.register(auth, { keys: ring, noteUse: (keyId) => keys.noteUse(keyId), countRefusal })
  await app.register(scopes)
  const timer = setInterval(() => access.cutDead(), EXPIRY_CHECK_MS).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

export default fp(accessControl, { name: 'access-control' })
