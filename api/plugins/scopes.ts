import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { KeyScope } from '#contract/keys.ts'
import { type Caller, hasScope, isOperator, LOCAL_OWNER } from '../access/caller.ts'
import { AppError } from '../errors.ts'
import { callerOf } from './auth.ts'

/**
 * What a route asks of a key. `operator`: `admin` of the owner who runs the installation, for what shows or changes more
 * than one owner's things; `any`: no more than to be a key; `none`: not even that.
 */
export type RouteScope = KeyScope | 'operator' | 'any' | 'none'

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
    if (scope === 'operator' ? !isOperator(caller) : !hasScope(caller, scope)) throw lacking(scope, caller)
  })
}

function lacking(scope: RouteScope, { owner, scopes: has }: Caller): AppError {
  const needs = scope === 'operator' ? `"admin" of the owner "${LOCAL_OWNER}"` : `"${scope}"`
  const of = scope === 'operator' ? ` of the owner "${owner}"` : ''
  return new AppError(
    'forbidden',
    `This call needs a key with the scope ${needs}; this key has: ${[...has].join(', ')}${of}.`,
  )
}

export default fp(scopes, { name: 'scopes', dependencies: ['auth'] })
