import { z } from 'zod'

/** Why a call failed before, or without, an answer of the API server. What the server says has its own words, e.g. `Forbidden`. */
export type TransportReason =
  | 'Aborted'
  | 'Timeout'
  | 'Unreachable'
  | 'ConnectionLost'
  | 'Tls'
  | 'Credentials'
  | 'BadAnswer'

/** A call of the Kubernetes API that failed, as one sentence with what was asked for and what to do. */
export class KubeError extends Error {
  override readonly name = 'KubeError'
  /** HTTP status, also when it came as an ERROR event inside a 200; null when there was no answer. */
  readonly status: number | null
  /** Kubernetes' own word (`AlreadyExists`, `Expired`, ...) or a `TransportReason`. */
  readonly reason: string
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | null
  /** Whether the same call can succeed later. */
  readonly isRetryable: boolean

  constructor(message: string, facts: KubeErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.status = facts.status
    this.reason = facts.reason
    this.retryAfterMs = facts.retryAfterMs ?? null
    this.isRetryable = isRetryable(facts)
  }
}

interface KubeErrorFacts {
  readonly status: number | null
  readonly reason: string
  readonly retryAfterMs?: number | null
  readonly cause?: unknown
}

/** What the server answers with when it refuses; every field may be missing, as proxies answer for it too. */
const Status = z.object({
  code: z.number().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  details: z.object({ retryAfterSeconds: z.number().nonnegative().optional() }).optional().catch(undefined),
})

/** The error of an ERROR event, or of an answer's parsed body. `action` reads like `list pods in namespace x`. */
export function errorOfStatus(action: string, object: unknown, fallback: StatusFallback = {}): KubeError {
  const parsed = Status.safeParse(object)
  const said = parsed.success ? parsed.data : {}
  const status = fallback.status ?? said.code ?? 500
  const reason = said.reason || (wordOfStatus[status] ?? 'Unknown')
  const seconds = said.details?.retryAfterSeconds
  const retryAfterMs = fallback.retryAfterMs ?? (seconds === undefined ? null : seconds * 1000)
  const text = said.message || fallback.text || 'no message'
  const message = sentences(`Cannot ${action}: the API server answers ${status} ${reason} (${text})`, hintOf(status))
  return new KubeError(message, { status, reason, retryAfterMs })
}

interface StatusFallback {
  readonly status?: number
  readonly retryAfterMs?: number | null
  /** The body, when it is no JSON. */
  readonly text?: string
}

/** The error of an answer that is not 2xx; `body` is cut by its reader. */
export function errorOfAnswer(action: string, status: number, retryAfter: string | undefined, body: string): KubeError {
  const fallback = { status, retryAfterMs: readRetryAfter(retryAfter), text: body.trim().slice(0, 200) }
  return errorOfStatus(action, parseJson(body), fallback)
}

/** The error of a call that got no answer, or only a part of one. An error that is already typed stays as it is. */
export function errorOfTransport(action: string, error: unknown, knownReason?: TransportReason): KubeError {
  if (error instanceof KubeError) return error
  const reason = knownReason ?? reasonOf(codeOf(error))
  const message = sentences(`Cannot ${action}: ${whatHappened[reason]} (${textOf(error)})`, nextStep[reason])
  return new KubeError(message, { status: null, reason, cause: error })
}

const whatHappened: Readonly<Record<TransportReason, string>> = {
  Aborted: 'the call was given up',
  Timeout: 'the API server did not answer in time',
  Unreachable: 'the API server cannot be reached',
  ConnectionLost: 'the connection to the API server broke',
  Tls: 'the TLS connection to the API server was refused',
  Credentials: 'there are no credentials for the API server',
  BadAnswer: 'the answer is not what a Kubernetes API server gives',
}

const nextStep: Readonly<Record<TransportReason, string | null>> = {
  Aborted: null,
  Timeout: 'Check the API server and the network to it',
  Unreachable: 'Check that the API server runs, and the address in the kubeconfig',
  ConnectionLost: null,
  Tls: 'Check the certificates in the kubeconfig',
  Credentials: 'Check the user in the kubeconfig',
  BadAnswer: 'Check the address in the kubeconfig: a proxy may stand in between',
}

function hintOf(status: number): string | null {
  if (status === 401) return 'Renew the credentials in the kubeconfig or of the service account'
  if (status === 403) return "Grant this right in the Role of the API's service account"
  return null
}

const wordOfStatus: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Gone',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

function isRetryable({ status, reason }: KubeErrorFacts): boolean {
  if (status === null) return reason !== 'Aborted'
  return status === 408 || status === 429 || status >= 500
}

const connectCodes = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/
const tlsCodes = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH/

function reasonOf(code: string): TransportReason {
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'Timeout'
  if (connectCodes.test(code)) return 'Unreachable'
  if (tlsCodes.test(code)) return 'Tls'
  if (code.startsWith('HPE_')) return 'BadAnswer'
  return 'ConnectionLost'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

// An address that resolves to several hosts fails with an error whose own message is empty.
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || codeOf(error) || error.name
}

/** Whole seconds, or a date; null when it is neither. */
function readRetryAfter(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const sentences = (...parts: readonly (string | null)[]) =>
  parts.flatMap((part) => (part === null ? [] : [part.endsWith('.') ? part : `${part}.`])).join(' ')
