import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { type KeyRing, SESSION_COOKIE } from '../plugins/auth.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface SessionRouteOptions {
  readonly keys: KeyRing
  readonly sessionMs: number
}

/** Full address of the routes: the only ones under /v1 that take callers without a key. */
export const SESSION_URL = '/v1/session'

const OpenSession = z.strictObject({ key: z.string().min(1).max(1000) }).meta({ id: 'OpenSession' })

export const sessionRoutes: FastifyPluginAsyncZod<SessionRouteOptions> = async (app, { keys, sessionMs }) => {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: 'auto' } as const

  app.post(
    '/session',
    {
      schema: {
        tags: ['session'],
        summary: 'Trade a key for a cookie that only this browser has',
        body: OpenSession,
        response: { 204: noContent('The cookie is set'), ...problems(400, 401) },
      },
    },
    async (request, reply) => {
      if (keys.isOpen) return reply.code(204).send(null)
      const session = keys.sessionFor(request.body.key)
      if (session === null) throw new AppError('unauthorized', 'This key is not known here.')
      reply.setCookie(SESSION_COOKIE, session, { ...cookie, maxAge: sessionMs / 1000 })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/session',
    { schema: { tags: ['session'], summary: 'Forget the cookie', response: { 204: noContent('It is forgotten') } } },
    async (_request, reply) => {
      reply.clearCookie(SESSION_COOKIE, cookie)
      return reply.code(204).send(null)
    },
  )
}
