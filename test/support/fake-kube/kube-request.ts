import type { IncomingMessage } from 'node:http'
import type { Collection } from './objects.ts'

/** `try` is a create that is to change nothing. */
export type Verb = 'list' | 'watch' | 'get' | 'create' | 'try' | 'delete' | 'log' | 'review' | 'other'

/** A request as the server's authoriser would see it. */
export interface KubeRequest {
  readonly verb: Verb
  /** Null for what is no collection of ours, e.g. discovery. */
  readonly collection: Collection | null
  /** Null for all of them. */
  readonly namespace: string | null
  readonly name: string | null
  readonly query: URLSearchParams
  readonly method: string
  readonly path: string
  readonly authorization: string | null
  readonly atMs: number
}

const objectPath =
  /^\/(?:api\/v1|apis\/batch\/v1)(?:\/namespaces\/([\w.-]+))?\/(jobs|pods|events)(?:\/([\w.-]+))?(\/log)?$/
const reviewPath = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'

export function readRequest(message: IncomingMessage): KubeRequest {
  const { pathname: path, searchParams: query } = new URL(message.url ?? '/', 'http://fake')
  const method = message.method ?? 'GET'
  const [, namespace = null, collection, name = null, log] = objectPath.exec(path) ?? []
  const isOurs = collection !== undefined && path.startsWith('/apis/') === (collection === 'jobs')
  return {
    verb: isOurs ? verbOf(method, name, log !== undefined, query) : path === reviewPath ? 'review' : 'other',
    collection: isOurs ? (collection as Collection) : null,
    namespace,
    name,
    query,
    method,
    path,
    authorization: message.headers.authorization ?? null,
    atMs: performance.now(),
  }
}

function verbOf(method: string, name: string | null, isLog: boolean, query: URLSearchParams): Verb {
  if (method === 'POST' && name === null) return query.get('dryRun') === 'All' ? 'try' : 'create'
  if (method === 'DELETE' && name !== null) return 'delete'
  if (method !== 'GET') return 'other'
  if (isLog) return 'log'
  if (isTrue(query, 'watch')) return 'watch'
  return name === null ? 'list' : 'get'
}

/** Switches in a query are `true` or `1`. */
export const isTrue = (query: URLSearchParams, name: string) => ['true', '1'].includes(query.get(name) ?? '')

/** The body as JSON; null when there is none or it is not JSON. */
export async function readBody(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    return null
  }
}
