import { AgentError } from './agent-error.ts'
import { CallError } from './call-error.ts'

/** An answer that is no success, read to its end or to its first 64 KiB. */
export interface Refusal {
  readonly status: number
  readonly retryAfterMs: number | null
  readonly text: string
}

/** Longest sentence of the other side that is handed on. */
const MAX_SENTENCE = 300

/** What a refused call means: the gateway's own problems, a model server's errors, or a page of something in between. */
export function errorOfRefusal(refusal: Refusal): AgentError {
  const { status, retryAfterMs } = refusal
  const body = bodyOf(refusal.text)
  const message = `${body.from === 'gateway' ? 'The gateway' : 'The server of the model'} answered ${status}: ${body.sentence}`
  if (body.from === 'gateway') return gatewayError(status, message, retryAfterMs)
  // A proxy that misses the gateway, as we do when nobody listens.
  if (body.from === 'proxy' && (status === 502 || status === 504))
    return new CallError('away', message, { retryAfterMs })
  if (isPassing(status)) return new CallError('busy', message, { retryAfterMs })
  return new AgentError('model-unavailable', message)
}

function gatewayError(status: number, message: string, retryAfterMs: number | null): AgentError {
  if (status === 402) return new AgentError('budget', message)
  if (status === 401 || status === 403) return new AgentError('internal', `The attempt is no longer wanted. ${message}`)
  if (isPassing(status)) return new CallError('busy', message, { retryAfterMs })
  return new AgentError('internal', message)
}

const isPassing = (status: number) => status === 408 || status === 429 || status >= 500

interface Body {
  readonly from: 'gateway' | 'model' | 'proxy'
  readonly sentence: string
}

function bodyOf(text: string): Body {
  const json = parsed(text)
  const detail = stringAt(json, 'detail')
  if (detail !== null && stringAt(json, 'title') !== null) return { from: 'gateway', sentence: oneLine(detail) }
  const error = at(json, 'error')
  const sentence = typeof error === 'string' ? error : stringAt(error, 'message')
  if (sentence !== null) return { from: 'model', sentence: oneLine(sentence) }
  return { from: 'proxy', sentence: 'no reason given' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function stringAt(value: unknown, key: string): string | null {
  const found = at(value, key)
  return typeof found === 'string' ? found : null
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, MAX_SENTENCE)
