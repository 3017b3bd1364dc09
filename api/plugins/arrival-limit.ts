import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { answerClientError } from './client-error.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long its body may take to arrive, in milliseconds, where the usual time is too short for it. */
    arrivalMs?: number
  }
}

export interface ArrivalLimitOptions {
  /** For every route that says nothing else. */
  readonly arrivalMs: number
}

/**
 * Ends a request whose body is not there in time with 408. Node's own limit is one for all routes, and has to be as long
 * as the longest of them needs.
 */
async function arrivalLimit(app: FastifyInstance, { arrivalMs }: ArrivalLimitOptions): Promise<void> {
  app.addHook('onRequest', async (request) => {
    if (hasBody(request)) limitArrival(request, request.routeOptions.config.arrivalMs ?? arrivalMs)
  })
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function limitArrival({ raw }: FastifyRequest, limitMs: number): void {
  const timer = setTimeout(() => {
    if (raw.complete) return
    const late = Object.assign(new Error('The request took too long to arrive.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
    answerClientError(late, raw.socket)
    raw.socket.destroySoon()
  }, limitMs)
  const clear = () => clearTimeout(timer)
  raw.once('end', clear)
  raw.once('close', clear)
}

export default fp(arrivalLimit, { name: 'arrival-limit' })
