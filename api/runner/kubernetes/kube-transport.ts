import { isDeepStrictEqual } from 'node:util'
import { type Dispatcher, Pool } from 'undici'
import { createDeadline, unlessAborted } from './deadline.ts'
import type { KubeAccess } from './kube-access.ts'
import type { Credentials, TlsOptions } from './kube-credentials.ts'
import { errorOfAnswer, errorOfTransport, type KubeError } from './kube-error.ts'

/** One request. */
export interface KubeCall {
  /** For messages, e.g. `list pods in namespace x`. */
  readonly action: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
}

/** 0 means no limit of undici's. */
export interface CallLimits {
  /** From the first thought of the call to the last byte of its answer; null: none. */
  readonly deadlineMs: number | null
  readonly headersTimeoutMs: number
  /** Longest silence within the body. */
  readonly bodyTimeoutMs: number
  /** Called when the server has answered with 2xx. */
  readonly onOpen?: (() => void) | undefined
}

/** Carries requests to one API server. */
export interface KubeTransport {
  /** The bytes of an answer as they come. Throws `KubeError` and nothing else. */
  stream(call: KubeCall, limits: CallLimits, signal: AbortSignal): AsyncGenerator<Buffer>
  /** Breaks off whatever is open. */
  close(): Promise<void>
}

type Answer = Dispatcher.ResponseData

/** An error's body is a short Status object; a proxy may send a page. */
const ERROR_BODY_BYTES = 65_536
const ERROR_BODY_MS = 2_000

export function createKubeTransport(access: KubeAccess): KubeTransport {
  const server = new URL(access.server)
  const pools = createPools(server)

  const send = async (call: KubeCall, credentials: Credentials, limits: CallLimits, signal: AbortSignal) => {
    const answer = await pools.of(credentials.tls).request({
      method: call.method,
      path: pathOf(server, call),
      headers: { ...fixedHeaders, ...credentials.headers },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.bodyTimeoutMs,
      signal,
    })
    // A reset between two reads must not be an error that nobody listens to: it would end the process.
    answer.body.on('error', () => {})
    return answer
  }

  /** A token that was replaced under our feet is read again, once. */
  const open = async (call: KubeCall, limits: CallLimits, signal: AbortSignal): Promise<Answer> => {
    const credentials = await credentialsFor(call, access.credentials(), signal)
    const answer = await send(call, credentials, limits, signal)
    if (answer.statusCode !== 401) return answer
    const newer = await credentialsFor(call, access.renew(credentials), signal)
    if (newer === credentials) return answer
    await readError(answer)
    return send(call, newer, limits, signal)
  }

  return {
    async *stream(call, limits, signal) {
      const deadline = createDeadline(signal, limits.deadlineMs)
      try {
        const answer = await open(call, limits, deadline.signal)
        if (answer.statusCode >= 300) throw await refusal(call, answer)
        limits.onOpen?.()
        for await (const chunk of answer.body) yield chunk
      } catch (error) {
        if (signal.aborted) throw errorOfTransport(call.action, signal.reason, 'Aborted')
        throw errorOfTransport(call.action, error, deadline.isOver() ? 'Timeout' : undefined)
      } finally {
        deadline.clear()
      }
    },
    close: () => pools.close(),
  }
}

const fixedHeaders = { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'axoloom' }

function pathOf(server: URL, { path, query = {} }: KubeCall): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  // Some servers share a host: their API begins below a path.
  return `${server.pathname.replace(/\/$/, '')}${path}${search.size === 0 ? '' : `?${search}`}`
}

async function credentialsFor(
  { action }: KubeCall,
  asked: Promise<Credentials>,
  signal: AbortSignal,
): Promise<Credentials> {
  try {
    return await unlessAborted(asked, signal)
  } catch (error) {
    throw signal.aborted ? error : errorOfTransport(action, error, 'Credentials')
  }
}

async function refusal({ action }: KubeCall, answer: Answer): Promise<KubeError> {
  const retryAfter = answer.headers['retry-after']
  const body = await readError(answer)
  return errorOfAnswer(action, answer.statusCode, Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, body)
}

/** As much of an error's body as comes in time: the status says enough without it. */
async function readError({ body }: Answer): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  const timer = setTimeout(() => body.destroy(), ERROR_BODY_MS)
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= ERROR_BODY_BYTES) break
    }
  } catch {
    // what came before is what there is
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks).toString('utf8', 0, ERROR_BODY_BYTES)
}

/** Load balancers drop what was idle for 60 s, the API server itself after 90 s. */
const IDLE_MS = 55_000
const TCP_PROBE_MS = 30_000

interface Pools {
  of(tls: TlsOptions): Pool
  close(): Promise<void>
}

/**
 * One pool of connections, replaced when certificates change; what still runs over the old one ends there.
 *
 * HTTP/1.1 on purpose, though the server offers HTTP/2: there, one connection carries everything. Its window is
 * shared, so a lane whose log waits for our disk would hold up the watches and every other lane; the server allows 100
 * streams on it, fewer than we follow; and one reset would cut them all. A connection for each log costs a handshake.
 * Nothing limits the number of connections, so followed logs never keep a short call waiting.
 */
function createPools(server: URL): Pools {
  let current: { tls: TlsOptions; pool: Pool } | null = null
  const open = new Set<Pool>()
  let isClosed = false

  const replace = (tls: TlsOptions): Pool => {
    const old = current?.pool
    const pool = new Pool(server.origin, {
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      connect: { ...tls, keepAlive: true, keepAliveInitialDelay: TCP_PROBE_MS },
    })
    open.add(pool)
    current = { tls, pool }
    old?.close().then(
      () => open.delete(old),
      () => open.delete(old),
    )
    return pool
  }

  return {
    of(tls) {
      if (isClosed) throw new Error('the connections were closed')
      if (current !== null && (current.tls === tls || isDeepStrictEqual(current.tls, tls))) return current.pool
      return replace(tls)
    },
    async close() {
      isClosed = true
      await Promise.all([...open].map((pool) => pool.destroy()))
    },
  }
}
