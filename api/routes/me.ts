import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Me } from '#contract/keys.ts'
import type { OpenStreams } from '../access/open-streams.ts'
import type { OwnerCaps } from '../access/owner-caps.ts'
import type { AccessLimits } from '../access-config.ts'
import { callerOf } from '../plugins/auth.ts'
import { requestCounter } from '../plugins/rate-limits.ts'
import { type KeyStore, toApiKey } from '../store/key-store.ts'

export interface MeRouteOptions {
  readonly keys: KeyStore
  readonly caps: OwnerCaps
  readonly streams: OpenStreams
  readonly limits: AccessLimits
}

/** Who the caller is, and how much of its bounds is used. */
export const meRoutes: FastifyPluginAsyncZod<MeRouteOptions> = async (app, { keys, caps, streams, limits }) => {
  const countRequests = requestCounter(app)

  app.get(
    '/me',
    {
      config: { scope: 'any' },
      schema: { tags: ['keys'], summary: 'Who you are and what you have used', response: { 200: Me } },
    },
    async (request, reply) => {
      const { owner, scopes, keyId } = callerOf(request)
      const key = keyId === null ? undefined : keys.find(keyId)
      const used = {
        requestsPerMinute: await countRequests(request),
        ...caps.used(owner),
        readers: streams.count(owner),
      }
      const quotaOf = (name: keyof AccessLimits) => ({ used: used[name], limit: limits[name] })
      reply.header('cache-control', 'no-store')
      return {
        owner,
        scopes: [...scopes],
        key: key === undefined ? null : toApiKey(key),
        quotas: {
          requestsPerMinute: quotaOf('requestsPerMinute'),
          runsPerHour: quotaOf('runsPerHour'),
          tokensPerDay: quotaOf('tokensPerDay'),
          picturesPerDay: quotaOf('picturesPerDay'),
          liveRuns: quotaOf('liveRuns'),
          readers: quotaOf('readers'),
          storedBytes: quotaOf('storedBytes'),
        },
      }
    },
  )
}
