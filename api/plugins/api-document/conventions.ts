import { STATUS_CODES } from 'node:http'
import type { FastifyContextConfig } from 'fastify'
import { MAX_WAIT_S } from '../prefer-wait.ts'
import type { Header, Operation, Parameter, Reply } from './document.ts'

/** A call of the document with what its route says of itself. */
export interface DescribedRoute {
  readonly method: string
  readonly path: string
  readonly config: FastifyContextConfig
  /** GET shows what it changes, with a tag: at its own address or the one above. */
  readonly isShown: boolean
}

/** What holds for every call of its kind, and so is said by no route: headers, refusals, an id. */
export function withConventions(operation: Operation, route: DescribedRoute): Operation {
  const isCalledByOwner = route.path.startsWith('/v1/')
  const named = { operationId: operationId(route), ...operation }
  if (!isCalledByOwner) return { ...named, security: [], responses: withHeaders(withDefault(named.responses), route) }
  const parameters = [...named.parameters, ...headerParameters(named, route)]
  const responses = { ...refusals(named, route), ...named.responses }
  return { ...named, parameters, responses: withHeaders(withDefault(responses), route) }
}

/** `post /v1/runs/{id}/cancel` is `postRunsIdCancel`. */
function operationId({ method, path }: DescribedRoute): string {
  const words = path
    .replace(/^\/v1/, '')
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== '')
  return method + words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('')
}

const text = { type: 'string' }
const headerOf = (name: string, description: string, example: string, schema = text): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema,
  example,
})

const EXAMPLE_TAG = '"Zk3vQ0m9pL2xT7bWc5yR1A"'
const headers = {
  idempotencyKey: headerOf('Idempotency-Key', 'The same key and body give the first answer again', 'bakery-1', {
    ...text,
    ...{ minLength: 1, maxLength: 255 },
  }),
  ifNoneMatch: headerOf('If-None-Match', 'ETag of what the caller has: 304 while it is the same', EXAMPLE_TAG),
  ifMatch: headerOf('If-Match', 'ETag the thing must still have, else 412', EXAMPLE_TAG),
  prefer: headerOf('Prefer', `wait=N: answer when it has ended, after N seconds (at most ${MAX_WAIT_S})`, 'wait=30'),
  lastEventId: headerOf('Last-Event-ID', 'The last seq that was read; wins over after', '1', {
    ...text,
    ...{ pattern: '^\\d+$' },
  }),
}

function headerParameters(operation: Operation, route: DescribedRoute): Parameter[] {
  const { method, path, config } = route
  const own = new Set(operation.parameters.map(({ name }) => name.toLowerCase()))
  const fitting = [
    ...(method === 'post' ? [headers.idempotencyKey] : []),
    ...(isTagged(operation, method) ? [headers.ifNoneMatch] : []),
    ...(isConditional(route) ? [headers.ifMatch] : []),
    ...(config.isWaitable ? [headers.prefer] : []),
    ...(path.endsWith('/events') ? [headers.lastEventId] : []),
  ]
  return fitting.filter(({ name }) => !own.has(name.toLowerCase()))
}

/** Whether it is a GET of something that has an ETag. */
export function isTagged({ responses }: Operation, method: string): boolean {
  return method === 'get' && responses['200']?.content?.['application/json'] !== undefined
}

function isConditional({ method, isShown }: DescribedRoute): boolean {
  return isShown && ['put', 'patch', 'delete'].includes(method)
}

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
const refusalOf = (status: number, description = STATUS_CODES[status] ?? ''): Reply => ({
  description,
  content: problem,
})

function refusals(operation: Operation, route: DescribedRoute): Record<string, Reply> {
  return {
    401: refusalOf(401, 'No key, or one that is not known'),
    403: refusalOf(403, 'The key lacks the scope, or the call comes from another web page'),
    429: refusalOf(429, 'Over a limit; Retry-After says when it is worth another try'),
    ...(isTagged(operation, route.method) ? { 304: { description: 'The caller has it' } } : {}),
    ...(isConditional(route) ? { 412: refusalOf(412, 'It has changed since its ETag was read') } : {}),
  }
}

function withDefault(responses: Record<string, Reply>): Record<string, Reply> {
  return { ...responses, default: refusalOf(0, 'Any other refusal') }
}

const answers = {
  requestId: { description: 'Names the request in the log', schema: text, required: true, example: 'bakery-1' },
  etag: { description: 'Changes with every change of the body', schema: text, example: EXAMPLE_TAG },
  location: { description: 'Address of what was made', schema: text, example: '/v1/runs/01k9x4v7m2q8r3t5w6y0z1a2bc' },
  retryAfter: { description: 'Seconds', schema: { type: 'string', pattern: '^\\d+$' }, example: '5' },
  replayed: { description: 'true: this answer was given before', schema: { ...text, enum: ['true'] }, example: 'true' },
  applied: { description: 'The wait that was kept to', schema: text, example: 'wait=30' },
}

function withHeaders(responses: Record<string, Reply>, route: DescribedRoute): Record<string, Reply> {
  const all = Object.entries(responses).map(([status, reply]) => {
    const description = reply.description === UNSAID ? (STATUS_CODES[status] ?? reply.description) : reply.description
    return [status, { ...reply, description, headers: { ...headersOf(status, reply, route), ...reply.headers } }]
  })
  return Object.fromEntries(all)
}

/** What the document says where a route said nothing. */
const UNSAID = 'Default Response'

function headersOf(status: string, reply: Reply, { method, path, config }: DescribedRoute): Record<string, Header> {
  const isSuccess = status.startsWith('2')
  const isCollection = method === 'post' && !path.includes('{')
  const isJson = reply.content?.['application/json'] !== undefined
  return {
    'X-Request-Id': answers.requestId,
    ...(status === '429' || status === '503' ? { 'Retry-After': { ...answers.retryAfter, required: true } } : {}),
    ...((method === 'get' || method === 'patch') && status === '200' && isJson ? { ETag: answers.etag } : {}),
    ...(method === 'post' && isSuccess ? { 'Idempotency-Replayed': answers.replayed } : {}),
    ...(isCollection && (status === '201' || status === '202') ? { Location: answers.location } : {}),
    ...(config.isWaitable && isSuccess ? { 'Preference-Applied': answers.applied } : {}),
  }
}
