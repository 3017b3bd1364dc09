import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import { publicLimits } from '../limits.ts'
import { ownerOf } from '../plugins/auth.ts'
import type { Answer, CommandContext } from '../store/store.ts'

/**
 * Who asks, under which `Idempotency-Key` (of a POST), and for a thing with which tag (`If-Match` of any other change).
 * Throws AppError `bad-request` for a key that cannot be one.
 */
export function commandOf(request: FastifyRequest): CommandContext {
  const owner = ownerOf(request)
  if (request.method !== 'POST') return { owner, ifMatch: request.headers['if-match'] }
  const key = request.headers['idempotency-key']
  if (key === undefined) return { owner }
  if (typeof key !== 'string' || key.length === 0 || key.length > publicLimits.idempotencyKeyCharacters) {
    const detail = `must be 1 to ${publicLimits.idempotencyKeyCharacters} characters`
    throw new AppError('bad-request', `The header Idempotency-Key ${detail}.`, {
      errors: [{ pointer: '/headers/idempotency-key', detail }],
    })
  }
  const route = `${request.method} ${request.url.split('?', 1)[0]}`
  return { owner, idempotency: { route, key, bodySha256: bodyHash(request.body) } }
}

/** The value of an answer; marks one that was given before. */
export function replay<T>(reply: FastifyReply, answer: Answer<T>): T {
  if (answer.isReplayed) reply.header('idempotency-replayed', 'true')
  return answer.value
}

function bodyHash(body: unknown): string {
  return hash('sha256', canonicalJson(body))
}

/** JSON with sorted keys: equal for bodies that mean the same. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) => (isPlainObject(inner) ? sorted(inner) : inner))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
