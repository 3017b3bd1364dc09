import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { KeyScope } from '#contract/keys.ts'
import { hasScope } from '../access/caller.ts'
import { AppError } from '../errors.ts'
import { callerOf } from './auth.ts'

/** What a route asks of a key. `any`: no more than to be one; `none`: not even that. */
export type RouteScope = KeyScope | 'any' | 'none'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Left out, reading asks for `read` and everything else for `run`. */
    readonly scope?: RouteScope
  }
}

/** What the route of a request asks of its caller. */
export function scopeOf({ method, routeOptions }: FastifyRequest): RouteScope {
  return routeOptions.config.scope ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'run')
}

/** Refuses calls whose key lacks what their route asks for. */
async function scopes(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (request) => {
    const scope = scopeOf(request)
    if (scope === 'none' || scope === 'any') return
    const caller = callerOf(request)
    if (hasScope(caller, scope)) return
    const has = [...caller.scopes].join(', ')
    throw new AppError('forbidden', `This call needs a key with the scope "${scope}"; this key has: ${has}.`)
  })
}

export default fp(scopes, { name: 'scopes', dependencies: ['auth'] })
