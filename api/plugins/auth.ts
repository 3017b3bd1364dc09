import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../errors.ts'

export interface AuthOptions {
  /** Empty: everyone who gets here is the owner. */
  readonly apiKeys: readonly string[]
  /** Signs session cookies; kept with the data, so that a session outlives a restart. */
  readonly sessionSecret: Buffer
}

export const SESSION_COOKIE = 'axoloom_session'

/** The one owner of this version; admin keys all act as it. */
const LOCAL_OWNER = 'local'

/** Checks keys, and the sessions that pages trade a key for. A session dies with its key. */
export class KeyRing {
  readonly #keyHashes: readonly Buffer[]
  readonly #secret: Buffer

  constructor({ apiKeys, sessionSecret }: AuthOptions) {
    this.#keyHashes = apiKeys.map(sha256)
    this.#secret = sessionSecret
  }

  get isOpen(): boolean {
    return this.#keyHashes.length === 0
  }

  /** The cookie value for a key; null where the key is not one of ours. */
  sessionFor(key: string): string | null {
    const given = sha256(key)
    return isAmong(given, this.#keyHashes) ? this.#sessionOf(given).toString('base64url') : null
  }

  hasKey(key: string): boolean {
    return isAmong(sha256(key), this.#keyHashes)
  }

  hasSession(session: string): boolean {
    const sessions = this.#keyHashes.map((hash) => sha256(this.#sessionOf(hash).toString('base64url')))
    return isAmong(sha256(session), sessions)
  }

  #sessionOf(keyHash: Buffer): Buffer {
    return createHmac('sha256', this.#secret).update('session:').update(keyHash).digest()
  }
}

// Compares all of them whatever the outcome, so that time tells nothing; hashes make the lengths equal.
function isAmong(given: Buffer, known: readonly Buffer[]): boolean {
  return known.map((hash) => timingSafeEqual(given, hash)).includes(true)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Demands a key or a session of every call of its scope but those to `openPath`, and says who the owner is. */
async function auth(app: FastifyInstance, { keys, openPath }: { keys: KeyRing; openPath: string }): Promise<void> {
  await app.register(cookie)
  app.decorateRequest('owner', '')
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.url !== openPath) admit(keys, request)
    request.setDecorator('owner', LOCAL_OWNER)
  })
}

function admit(keys: KeyRing, { headers, cookies }: FastifyRequest): void {
  if (keys.isOpen) return
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined && keys.hasKey(bearer)) return
  const session = cookies[SESSION_COOKIE]
  if (bearer === undefined && session !== undefined && keys.hasSession(session)) return
  throw new AppError(
    'unauthorized',
    headers.authorization === undefined
      ? 'This server asks for a key: send "Authorization: Bearer KEY", or sign in on the page.'
      : 'This key is not known here.',
  )
}

/** Whose runs a request sees; set for every call under /v1. */
export function ownerOf(request: FastifyRequest): string {
  return request.getDecorator<string>('owner')
}

export default fp(auth, { name: 'auth' })
