import { STATUS_CODES } from 'node:http'
import type { Provider } from '../../store/call.ts'
import { ModelError } from './model-error.ts'
import { readSome, type Upstream } from './upstream.ts'

/** What a server says instead of an answer, and how long it wants to be left alone. */
export interface UpstreamRefusal {
  readonly error: ModelError
  /** Null: it does not say. */
  readonly retryAfterMs: number | null
}

const names: Readonly<Record<Provider, string>> = { ollama: 'Ollama', claude: 'Claude', comfyui: 'ComfyUI' }
const keySettings: Readonly<Partial<Record<Provider, string>>> = { claude: 'ANTHROPIC_API_KEY', ollama: 'OLLAMA_HOST' }
/** Of a server that is busy and does not say how long. */
const USUAL_RETRY_S = 2

/** Reads an answer that is none; its status stays, except where agents would take it for a word of ours. */
export async function refusalOfUpstream(
  provider: Provider,
  upstream: Upstream,
  key: string | null,
): Promise<UpstreamRefusal> {
  const { status } = upstream
  const text = await readSome(upstream.body).catch(() => '')
  const said = saidIn(key === null ? text : text.replaceAll(key, '[hidden]'))
  const retryAfterMs = retryAfterOf(upstream.headers)
  const name = names[provider]
  const message =
    `${name} answered ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd() + (said === '' ? '.' : `: ${said}`)
  return { error: errorOf(provider, status, message, retryAfterMs), retryAfterMs }
}

function errorOf(provider: Provider, status: number, message: string, retryAfterMs: number | null): ModelError {
  // these would speak of the agent's own token and budget
  if (status === 401 || status === 403) return lasting(502, `${message} Check ${keySettings[provider]}.`)
  if (status === 402 || status < 400) return lasting(502, message)
  const isBusy = status === 429 || status === 503 || status === 529
  if (status === 408 || status === 409 || status === 425 || status === 499) return passing(503, message, USUAL_RETRY_S)
  if (!isBusy && status < 500) return lasting(status, message)
  const askedS = retryAfterMs === null ? null : Math.ceil(retryAfterMs / 1000)
  return passing(status, message, askedS ?? (isBusy ? USUAL_RETRY_S : null))
}

function lasting(status: number, message: string): ModelError {
  return new ModelError(status, message, { isRetryable: false, reason: 'model-unavailable' })
}

function passing(status: number, message: string, retryAfterS: number | null): ModelError {
  return new ModelError(status, message, { isRetryable: true, reason: 'model-unavailable', retryAfterS })
}

/** Ollama has a text in `error`, Claude an object with a message; of a page nothing is worth telling. */
function saidIn(text: string): string {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return ''
  }
  const error = member(body, 'error')
  const said = typeof error === 'string' ? error : member(error, 'message')
  return typeof said === 'string' ? said.replace(/\s+/g, ' ').trim().slice(0, 300) : ''
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** RFC 9110 has seconds or a date; Anthropic adds one in milliseconds. */
export function retryAfterOf(headers: Upstream['headers']): number | null {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN)
  if (ms >= 0) return ms
  const asked = headers['retry-after']
  if (asked === undefined) return null
  const seconds = Number(asked)
  const waitMs = Number.isNaN(seconds) ? Date.parse(asked) - Date.now() : seconds * 1000
  return Number.isNaN(waitMs) ? null : Math.max(0, waitMs)
}
