import type { FinishRequest } from '#contract/assignment.ts'
import type { ArtifactKind, Step } from '#contract/event.ts'
import { AgentError } from './agent-error.ts'
import { delay } from './builtins.ts'
import type { AgentConfig } from './config.ts'
import { type HttpAnswer, type HttpCall, httpCall } from './http-call.ts'

export interface GatewayClientOptions extends AgentConfig {
  /** Called at each sign of life of the gateway. */
  readonly onContact?: () => void
  /** How long a call is repeated while the gateway is away (PROTOCOL section 4). */
  readonly retryForMs?: number
  readonly firstBackOffMs?: number
}

export interface Picture {
  readonly name: string
  readonly kind: ArtifactKind
  readonly step: Step
  readonly bytes: Uint8Array
}

/** Where and how to reach what the gateway passes on: models and renders. */
export interface Door {
  readonly gatewayUrl: URL
  /** What proves who calls; changes with each claim. */
  headers(): { readonly authorization: string }
}

/**
 * The agents' one door. Every call but `isWanted` is repeated while the gateway is away, and throws AgentError when it
 * stays away or refuses.
 */
export interface GatewayClient {
  /** Trades the ticket for a run token, which it keeps, and gives the assignment as it came. */
  claim(signal: AbortSignal): Promise<unknown>
  putArtifact(picture: Picture, signal: AbortSignal): Promise<void>
  finish(request: FinishRequest, signal: AbortSignal): Promise<void>
  /** False when the attempt is cancelled or over; asks once and throws when there is no answer. */
  isWanted(signal: AbortSignal): Promise<boolean>
  readonly door: Door
}

const LONGEST_BACK_OFF_MS = 5000

export function createGatewayClient(options: GatewayClientOptions): GatewayClient {
  let token = ''
  const send = (call: Omit<HttpCall, 'url'> & { path: string }, signal: AbortSignal) => sendOnce(options, call, signal)
  const authorization = () => ({ authorization: `Bearer ${token}` })
  const post = (path: string, body: object, headers: Record<string, string>) => ({
    method: 'POST' as const,
    path: `/agent/v1/${path}`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

  return {
    door: { gatewayUrl: options.gatewayUrl, headers: authorization },
    async claim(signal) {
      const call = post('claim', { ticket: options.ticket }, {})
      const answer: unknown = JSON.parse(await repeat(options, 'claim its work', () => send(call, signal), signal))
      token = property(answer, 'token', 'string')
      return property(answer, 'assignment', 'object')
    },
    async putArtifact({ name, kind, step, bytes }, signal) {
      const path = `/agent/v1/artifacts/${name}?kind=${kind}&step=${step}`
      const headers = { ...authorization(), 'content-type': 'image/png' }
      const call = { method: 'PUT' as const, path, headers, body: bytes }
      await repeat(options, `store ${name}`, () => send(call, signal), signal)
    },
    async finish(request, signal) {
      const call = post('finish', request, authorization())
      await repeat(options, 'finish', () => send(call, signal), signal)
    },
    async isWanted(signal) {
      // Before the claim there is no token to ask with, and the claim itself says whether the attempt is wanted.
      if (token === '') return true
      const answer = await send({ method: 'GET', path: '/agent/v1/attempt', headers: authorization() }, signal)
      if (answer.status === 401 || answer.status === 410) return false
      if (answer.status !== 200) throw new Error(`the gateway answered ${answer.status}`)
      return property(JSON.parse(answer.text), 'desired', 'string') !== 'cancelled'
    },
  }
}

async function sendOnce(
  { gatewayUrl, onContact }: GatewayClientOptions,
  { path, ...call }: Omit<HttpCall, 'url'> & { path: string },
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const answer = await httpCall({ ...call, url: new URL(path, gatewayUrl) }, signal)
  // 502 and 504 come from something in between that misses the gateway as we do.
  if (answer.status !== 502 && answer.status !== 504) onContact?.()
  return answer
}

/** Repeats `send` with growing, jittered pauses until the gateway answers for good; gives the text of a success. */
async function repeat(
  { retryForMs = 120_000, firstBackOffMs = 100 }: GatewayClientOptions,
  what: string,
  send: () => Promise<HttpAnswer>,
  signal: AbortSignal,
): Promise<string> {
  const startedAt = performance.now()
  for (let backOffMs = firstBackOffMs; ; backOffMs = Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS)) {
    const result = await send().catch((error: unknown) => ({ error }))
    signal.throwIfAborted()
    if (!('error' in result) && !isPassing(result.status)) return settled(what, result)
    const pauseMs = pauseBefore(result, backOffMs)
    if (performance.now() - startedAt + pauseMs > retryForMs) throw staysAway(what, result)
    await delay(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

type Failed = HttpAnswer | { readonly error: unknown }

const isPassing = (status: number) => status === 429 || status === 502 || status === 503 || status === 504

// Half of the pause is chance, so that the agents that lost one gateway do not come back in step.
function pauseBefore(result: Failed, backOffMs: number): number {
  const asked = 'error' in result ? null : result.retryAfterS
  return asked === null ? backOffMs * (0.5 + Math.random() / 2) : asked * 1000 + Math.random() * backOffMs
}

function settled(what: string, answer: HttpAnswer): string {
  if (answer.status >= 200 && answer.status < 300) return answer.text
  const message = `The gateway refused to let the agent ${what}: ${detailOf(answer)} (${answer.status}).`
  throw new AgentError('internal', message, { isRetryable: answer.status >= 500 })
}

function staysAway(what: string, result: Failed): AgentError {
  if ('error' in result) {
    const message = `The gateway could not be reached to ${what}.`
    return new AgentError('internal', message, { isRetryable: true, cause: result.error })
  }
  // 503 is how the gateway says that its disk takes no writes.
  const reason = result.status === 503 ? 'storage' : 'internal'
  const message = `The gateway did not let the agent ${what} for too long: ${detailOf(result)} (${result.status}).`
  return new AgentError(reason, message, { isRetryable: true })
}

/** The sentence of a problem document, if it is one. */
function detailOf({ text }: HttpAnswer): string {
  try {
    return property(JSON.parse(text), 'detail', 'string')
  } catch {
    return 'no reason given'
  }
}

function property(value: unknown, key: string, type: 'string'): string
function property(value: unknown, key: string, type: 'object'): object
function property(value: unknown, key: string, type: 'string' | 'object'): unknown {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  if (typeof found !== type || found === null) throw new AgentError('internal', `The gateway's answer has no ${key}.`)
  return found
}
