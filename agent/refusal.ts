import { FailureReason } from '#contract/reason.ts'
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
  if (body.from === 'gateway') return gatewayError(body, status, message, retryAfterMs)
  // A proxy that misses the gateway, as we do when nobody listens.
  if (body.from === 'proxy' && (status === 502 || status === 504))
    return new CallError('away', message, { retryAfterMs })
  if (isPassing(status)) return new CallError('busy', message, { retryAfterMs })
  return new AgentError('model-unavailable', message)
}

/** A problem says itself why an attempt would fail by it, and whether another call may do better. */
function gatewayError(body: Body, status: number, message: string, retryAfterMs: number | null): AgentError {
  if (status === 401 || status === 403) return new AgentError('internal', `The attempt is no longer wanted. ${message}`)
  const reason = body.reason ?? (status === 402 ? 'budget' : isPassing(status) ? 'model-unavailable' : 'internal')
  const isRetryable = body.isRetryable ?? isPassing(status)
  return isRetryable ? new CallError('busy', message, { reason, retryAfterMs }) : new AgentError(reason, message)
}

const isPassing = (status: number) => status === 408 || status === 429 || status >= 500

interface Body {
  readonly from: 'gateway' | 'model' | 'proxy'
  readonly sentence: string
  readonly reason: FailureReason | null
  readonly isRetryable: boolean | null
}

function bodyOf(text: string): Body {
  const json = parsed(text)
  const unknown = { reason: null, isRetryable: null }
  const detail = stringAt(json, 'detail')
  if (detail !== null && stringAt(json, 'title') !== null) {
    const isRetryable = at(json, 'isRetryable')
    const reason = FailureReason.safeParse(at(json, 'reason')).data ?? null
    const isSaid = typeof isRetryable === 'boolean'
    return { from: 'gateway', sentence: oneLine(detail), reason, isRetryable: isSaid ? isRetryable : null }
  }
  const error = at(json, 'error')
  const sentence = typeof error === 'string' ? error : stringAt(error, 'message')
  if (sentence !== null) return { from: 'model', sentence: oneLine(sentence), ...unknown }
  return { from: 'proxy', sentence: 'no reason given', ...unknown }
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
