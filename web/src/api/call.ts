import type { Problem } from '#contract/api.ts'
import { setServerTime } from '../clock.ts'
import { strings } from '../strings.ts'
import { signIn } from './session.ts'

/** A call the server answered with an error, or could not be reached for (`status` 0). `message` is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** Sentences by JSON pointer of the request's field. */
  readonly fields: ReadonlyMap<string, string>

  constructor(status: number, message: string, fields: ReadonlyMap<string, string> = new Map(), cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.fields = fields
  }
}

export interface CallOptions {
  readonly body?: unknown
  readonly signal?: AbortSignal
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Calls the API; asks for the key when it wants one. The answer has the contract's shape: same origin, same release.
 * Throws ApiError.
 */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const init = requestOf(method, options)
  for (;;) {
    const response = await send(path, init)
    if (response.status === 401) {
      await signIn()
      continue
    }
    if (!response.ok) throw await errorOf(response)
    return (response.status === 204 ? undefined : await response.json()) as T
  }
}

function requestOf(method: Method, { body, signal }: CallOptions): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (method === 'POST') headers['idempotency-key'] = randomKey()
  return {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, init)
    setServerTime(response.headers.get('date'))
    return response
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new ApiError(0, strings.errors.unreachable, undefined, cause)
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const problem = await readProblem(response)
  const fields = new Map(problem?.errors?.map((error) => [error.pointer, error.detail]))
  return new ApiError(response.status, problem?.detail ?? strings.errors.status(response.status), fields)
}

/** A proxy in between answers with its own pages: anything but problem+json is no text for people. */
async function readProblem(response: Response): Promise<Problem | null> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return null
  try {
    return (await response.json()) as Problem
  } catch {
    return null
  }
}

/** `crypto.randomUUID` is missing on plain http beyond loopback. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The sentence to show for anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : strings.errors.unexpected
}
