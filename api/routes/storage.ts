import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { StorageUse } from '#contract/storage.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { RetentionRule } from '../store/retention.ts'
import type { StorageReader } from '../store/storage-use.ts'

export interface StorageRouteOptions {
  readonly storage: StorageReader
  readonly rule: RetentionRule
}

const DAY_MS = 24 * 60 * 60 * 1000

export const storageRoutes: FastifyPluginAsyncZod<StorageRouteOptions> = async (app, { storage, rule }) => {
  const days = (ms: number | null) => (ms === null ? null : Math.round(ms / DAY_MS))

  app.get(
    '/storage',
    {
      schema: {
        tags: ['storage'],
        summary: 'What your things take, what room there is, and how long things are kept',
        response: { 200: StorageUse },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const retention = {
        runsDays: days(rule.runsMs),
        logsDays: days(rule.logsMs),
        previewsDays: days(rule.previewsMs),
        deliveriesDays: days(rule.deliveriesMs),
      }
      return { ...(await storage.read(ownerOf(request))), retention }
    },
  )
}
