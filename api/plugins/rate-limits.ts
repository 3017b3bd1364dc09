import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { callerAddress } from '../access/caller-address.ts'
import type { OpenStreams } from '../access/open-streams.ts'
import { AppError } from '../errors.ts'
import { callerOf } from './auth.ts'

export interface RateLimitOptions {
  /** Calls a minute of one key, or of one address without one; null: no limit. */
  readonly requestsPerMinute: number | null
  readonly streams: OpenStreams
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by this plugin: lasts as long as its reader likes, and is counted as a reader and not as a request. */
    isStream?: boolean
  }
}

const WINDOW_MS = 60_000
/** Buckets that are remembered; the ones used longest ago are forgotten first. */
const MAX_BUCKETS = 10_000

/** Counts requests and readers of the routes registered after it. In memory: each replica counts what it serves. */
async function rateLimits(app: FastifyInstance, { requestsPerMinute, streams }: RateLimitOptions): Promise<void> {
  app.addHook('onRoute', (route) => {
    if ('sse' in route && route.sse !== undefined) route.config = { ...route.config, isStream: true }
  })
  const isShown = requestsPerMinute !== null
  await app.register(rateLimit, {
    max: requestsPerMinute ?? Number.MAX_SAFE_INTEGER,
    timeWindow: WINDOW_MS,
    cache: MAX_BUCKETS,
    enableDraftSpec: true,
    addHeadersOnExceeding: { 'ratelimit-limit': isShown, 'ratelimit-remaining': isShown, 'ratelimit-reset': isShown },
    keyGenerator: (request) => callerOf(request).bucket ?? addressOf(request),
    allowList: isStream,
    errorResponseBuilder: (_request, { max, ttl }) => tooMany(max, ttl),
  })
  app.addHook('preHandler', async (request, reply) => {
    if (isStream(request)) streams.enter(callerOf(request), reply.raw)
  })
}

/** Counts calls that were not let in, by where they come from: who guesses keys is slowed down. */
export function refusalCounter(
  app: FastifyInstance,
  perMinute: number | null,
): (request: FastifyRequest) => Promise<void> {
  if (perMinute === null) return async () => {}
  const count = app.createRateLimit({ max: perMinute, timeWindow: WINDOW_MS, keyGenerator: addressOf, allowList: [] })
  return async (request) => {
    const counted = await count(request)
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.max, counted.ttl)
  }
}

/** How many calls of the window the caller of a request has made, this one included. */
export function requestCounter(app: FastifyInstance): (request: FastifyRequest) => Promise<number> {
  const look = app.createRateLimit()
  return async (request) => {
    const seen = await look(request, { increment: false })
    return seen.isAllowed ? 0 : seen.max - seen.remaining
  }
}

function isStream({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.isStream === true
}

function addressOf(request: FastifyRequest): string {
  return `address:${normalizeIP(callerAddress(request))}`
}

function tooMany(limit: number, ttlMs: number): AppError {
  const resetS = Math.max(1, Math.ceil(ttlMs / 1000))
  const text = `At most ${limit} calls a minute are taken. Try again in ${resetS} s.`
  return new AppError('too-many-requests', text, { retryAfterS: resetS, bound: { limit, resetS } })
}

export default fp(rateLimits, { name: 'rate-limits' })
