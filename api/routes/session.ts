import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { KeyRing } from '../access/key-ring.ts'
import { AppError } from '../errors.ts'
import { SESSION_COOKIE } from '../plugins/auth.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface SessionRouteOptions {
  readonly keys: KeyRing
  readonly sessionMs: number
}

const OpenSession = z.strictObject({ key: z.string().min(1).max(1000) }).meta({ id: 'OpenSession' })

/** The only routes under /v1 that take callers without a key. */
export const sessionRoutes: FastifyPluginAsyncZod<SessionRouteOptions> = async (app, { keys, sessionMs }) => {
  const config = { scope: 'none' } as const

  app.post(
    '/session',
    {
      config,
      schema: {
        tags: ['session'],
        summary: 'Trade a key for a cookie that only this browser has',
        body: OpenSession,
        response: { 204: noContent('The cookie is set'), ...problems(400, 401) },
      },
    },
    async (request, reply) => {
      const session = keys.sessionFor(request.body.key)
      if (session !== null) {
        const leftMs = session.expiresAt === null ? sessionMs : Date.parse(session.expiresAt) - Date.now()
        const maxAge = Math.ceil(Math.min(sessionMs, leftMs) / 1000)
        reply.setCookie(SESSION_COOKIE, session.cookie, { ...cookieOf(request), maxAge })
      } else if (!keys.isOpen) {
        throw new AppError('unauthorized', 'This key is not known here, was revoked, or is over.')
      }
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/session',
    {
      config,
      schema: { tags: ['session'], summary: 'Forget the cookie', response: { 204: noContent('It is forgotten') } },
    },
    async (request, reply) => {
      reply.clearCookie(SESSION_COOKIE, cookieOf(request))
      return reply.code(204).send(null)
    },
  )
}

/**
 * A cookie that never leaves TLS where the browser is on it. A trusted proxy says so; so does the browser itself by the
 * origin of its page, whose host was compared with ours, also where nobody told us of a proxy.
 */
function cookieOf({ protocol, headers }: FastifyRequest) {
  const secure = protocol === 'https' || headers.origin?.startsWith('https://') === true
  return { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
}
