export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>
/** A body that is sent as it is. All but the stream can be sent a second time. */
export type RawBody = string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Of a POST: the same key gives the first answer again. Made new for each call unless given. */
  readonly idempotencyKey?: string
  /** ETag the thing must still have; else the call ends with 412. */
  readonly ifMatch?: string
  /** Wait for the end of a run, at most so long (in seconds, up to 30); the answer is the run as it is then. */
  readonly waitS?: number
}

export interface Request extends CallOptions {
  /** What is null or undefined is left out. */
  readonly query?: Query
  /** Sent as JSON. */
  readonly body?: unknown
  readonly raw?: { readonly body: RawBody; readonly mediaType: string }
  readonly accept?: string
}

/** What `fetch` is given for a request, but for the signal. */
export function initOf(method: Method, request: Request, own: Readonly<Record<string, string>>): RequestInit {
  const { body, raw } = request
  const init: RequestInit & { duplex?: 'half' } = { method, headers: { ...headersOf(method, request), ...own } }
  if (raw) init.body = raw.body
  else if (body !== undefined) init.body = JSON.stringify(body)
  // fetch takes streams with this only
  if (raw?.body instanceof ReadableStream) init.duplex = 'half'
  return init
}

/** The path with its query. */
export function pathOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) search.set(name, String(value))
  }
  return search.size > 0 ? `${path}?${search}` : path
}

function headersOf(method: Method, request: Request): Record<string, string> {
  const { body, raw, accept = 'application/json', idempotencyKey, ifMatch, waitS } = request
  const headers: Record<string, string> = { accept }
  if (raw) headers['content-type'] = raw.mediaType
  else if (body !== undefined) headers['content-type'] = 'application/json'
  if (method === 'POST') headers['idempotency-key'] = idempotencyKey ?? randomKey()
  if (ifMatch !== undefined) headers['if-match'] = ifMatch
  if (waitS !== undefined) headers.prefer = `wait=${waitS}`
  return headers
}

/** An `Idempotency-Key`. `crypto.randomUUID` is missing on plain http beyond loopback. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
