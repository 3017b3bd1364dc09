import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Problem } from '#contract/api.ts'
import { AppError, type AppErrorKind, type Bound, type FieldError } from '../errors.ts'

/** An error that is about HTTP alone, e.g. 406, and so has no place among the AppErrors. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>

  constructor(statusCode: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.statusCode = statusCode
    this.headers = headers
  }
}

/** What becomes of an error: a status, words for the caller, and headers. */
export interface Refusal {
  readonly status: number
  readonly slug: string
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>
  /** Further members of the problem (RFC 9457, section 3.2). */
  readonly more?: Readonly<Record<string, string | boolean>>
}

const statusOf: Readonly<Record<AppErrorKind, number>> = {
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'precondition-failed': 412,
  unprocessable: 422,
  'too-many-requests': 429,
  unavailable: 503,
  'insufficient-storage': 507,
}

/** Sentences for what Fastify refuses by itself; its own texts speak of its parts. */
const fastifyTexts: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as its Content-Length says.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Bodies must be JSON, sent with Content-Type: application/json.',
  FST_ERR_BAD_URL: 'The address is not a valid URL.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the address is too long.',
}

/** Null for a fault of ours, which a caller learns nothing about but its request's id. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof AppError) return fromAppError(error)
  if (error instanceof HttpError) return refusal(error.statusCode, error.message, { headers: error.headers })
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null
  if (error.statusCode < 400 || error.statusCode > 499) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return refusal(error.statusCode, fastifyTexts[code] ?? error.message)
}

function fromAppError(error: AppError): Refusal {
  const headers: Record<string, string> = {}
  if (error.retryAfterS !== null) headers['retry-after'] = String(error.retryAfterS)
  if (error.bound !== null) Object.assign(headers, boundHeaders(error.bound))
  if (error.kind === 'unauthorized') headers['www-authenticate'] = 'Bearer realm="axoloom"'
  return { status: statusOf[error.kind], slug: error.kind, detail: error.message, errors: error.errors, headers }
}

/** As draft-ietf-httpapi-ratelimit-headers named them when clients learned to read them. */
function boundHeaders({ limit, resetS }: Bound): Record<string, string> {
  return { 'ratelimit-limit': String(limit), 'ratelimit-remaining': '0', 'ratelimit-reset': String(resetS) }
}

export function refusal(status: number, detail: string, more: Partial<Refusal> = {}): Refusal {
  return { status, slug: slugOf(status), detail, errors: [], headers: {}, ...more }
}

/** Answers with RFC 9457 problem details. */
export function sendProblem(
  reply: FastifyReply,
  { status, slug, detail, errors, headers, more }: Refusal,
): FastifyReply {
  const problem: Problem = {
    type: `urn:axoloom:problem:${slug}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(errors.length > 0 && { errors: [...errors] }),
    requestId: reply.request.id,
    ...more,
  }
  return reply
    .code(status)
    .headers(headers)
    .header('cache-control', 'no-store')
    .header('x-request-id', reply.request.id)
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problem)
}

export function slugOf(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '-')
}
