import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ulid } from 'ulid'
import { z } from 'zod'
import { Id } from '#contract/ids.ts'
import { ApiKeyList, CreateKey, NewApiKey, Owner } from '#contract/keys.ts'
import { type Caller, isOperator } from '../access/caller.ts'
import { newKeyText, sha256 } from '../access/key-text.ts'
import { ShownKeys } from '../access/shown-keys.ts'
import { AppError } from '../errors.ts'
import { callerOf } from '../plugins/auth.ts'
import type { KeyStore } from '../store/key-store.ts'
import { commandOf, replay } from './idempotency.ts'
import { noContent, problems } from './problem-schemas.ts'

export interface KeyRouteOptions {
  readonly keys: KeyStore
  /** Called once a key is dead. */
  onRevoke(): void
}

const KeyParams = z.object({ id: Id })

const ListQuery = z.strictObject({
  owner: Owner.optional().describe('Keys of this owner; of all owners where the caller may see them'),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .pipe(z.int().min(1, 'must be at least 1').max(100, 'must be at most 100'))
    .prefault('20'),
  cursor: Id.optional().describe('The nextCursor of the page before'),
})

/** Keys that are made and revoked by calls. Who runs the installation does it for every owner, others for their own. */
export const keyRoutes: FastifyPluginAsyncZod<KeyRouteOptions> = async (app, { keys, onRevoke }) => {
  const tags = ['keys']
  const config = { scope: 'admin' } as const
  const shown = new ShownKeys()

  app.post(
    '/keys',
    {
      config,
      schema: {
        tags,
        summary: 'Make a key; its text is in this answer and nowhere else',
        body: CreateKey,
        response: { 201: NewApiKey, ...problems(400, 403, 409, 422, 503) },
      },
    },
    async (request, reply) => {
      const { name, scopes, owner = callerOf(request).owner, expiresAt = null } = request.body
      refuseOthers(callerOf(request), owner)
      refusePast(expiresAt)
      const id = ulid().toLowerCase()
      const text = newKeyText(id)
      const kept = { name, scopes: [...new Set(scopes)], owner, expiresAt, keySha256: sha256(text).toString('hex') }
      const context = commandOf(request)
      if (context.idempotency !== undefined) shown.keep(id, text)
      const key = replay(reply, await keys.create({ id, ...kept }, context))
      reply.header('cache-control', 'no-store')
      return reply.code(201).send({ ...key, key: key.id === id ? text : shown.again(key.id) })
    },
  )

  app.get(
    '/keys',
    {
      config,
      schema: {
        tags,
        summary: 'List keys, newest first; never their texts',
        querystring: ListQuery,
        response: { 200: ApiKeyList, ...problems(400, 403) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { owner = isOperator(caller) ? null : caller.owner, limit, cursor } = request.query
      if (owner !== null) refuseOthers(caller, owner)
      reply.header('cache-control', 'no-store')
      return keys.list({ owner, limit, cursor })
    },
  )

  app.delete(
    '/keys/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Revoke a key: its calls, sessions and streams end at once',
        params: KeyParams,
        response: { 204: noContent('It is revoked'), ...problems(400, 403, 404, 503) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      await keys.revoke(request.params.id, isOperator(caller) ? null : caller.owner)
      onRevoke()
      return reply.code(204).send(null)
    },
  )
}

function refuseOthers(caller: Caller, owner: string): void {
  if (owner === caller.owner || isOperator(caller)) return
  const detail = `must be "${caller.owner}": only an admin of the owner "local" has to do with keys of others`
  throw new AppError('forbidden', 'This key may not do that for another owner.', {
    errors: [{ pointer: '/owner', detail }],
  })
}

function refusePast(expiresAt: string | null): void {
  if (expiresAt === null || Date.parse(expiresAt) > Date.now()) return
  throw new AppError('bad-request', 'This key would be over before it is made.', {
    errors: [{ pointer: '/expiresAt', detail: 'must be in the future' }],
  })
}
