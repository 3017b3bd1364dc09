import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { type Caller, openCaller, strangeCaller } from '../access/caller.ts'
import type { KeyRing } from '../access/key-ring.ts'
import { AppError } from '../errors.ts'
import { scopeOf } from './scopes.ts'

export const SESSION_COOKIE = 'axoloom_session'

export interface AuthOptions {
  readonly keys: KeyRing
  /** Told of each call that a managed key let in. */
  noteUse(keyId: string): void
  /** Asked before a call is refused; throws where that happened too often. */
  countRefusal(request: FastifyRequest): Promise<void>
}

/** Demands a key or a session of every call of its scope but those that ask for none, and says who the caller is. */
async function auth(app: FastifyInstance, { keys, noteUse, countRefusal }: AuthOptions): Promise<void> {
  await app.register(cookie)
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request) => {
    const caller = scopeOf(request) === 'none' ? strangeCaller : admit(keys, request)
    if (caller === null) {
      await countRefusal(request)
      throw new AppError('unauthorized', reasonFor(request))
    }
    if (caller.keyId !== null) noteUse(caller.keyId)
    request.setDecorator('caller', caller)
  })
}

// What is sent is checked on an open server too: a key that is dead must not pass for nobody's.
function admit(keys: KeyRing, { headers, cookies }: FastifyRequest): Caller | null {
  if (headers.authorization !== undefined) {
    const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1]
    return bearer === undefined ? null : keys.callerOfKey(bearer)
  }
  const session = cookies[SESSION_COOKIE]
  const ofSession = session === undefined ? null : keys.callerOfSession(session)
  // a cookie may be of another server on this host, so that an open one does not ask for a good one
  return ofSession ?? (keys.isOpen ? openCaller : null)
}

function reasonFor({ headers }: FastifyRequest): string {
  return headers.authorization === undefined
    ? 'This server asks for a key: send "Authorization: Bearer KEY", or sign in on the page.'
    : 'This key is not known here, was revoked, or is over.'
}

/** Who makes a call; set for every one under /v1. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = request.getDecorator<Caller | null>('caller')
  if (caller === null) throw new Error('This request was never let in.')
  return caller
}

/** Whose things a request sees. */
export function ownerOf(request: FastifyRequest): string {
  return callerOf(request).owner
}

export default fp(auth, { name: 'auth' })
