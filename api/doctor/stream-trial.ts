import { randomBytes } from 'node:crypto'
import { wordsOf } from '../backends/error-words.ts'

/** Long enough for a slow network: what buffers gives the first event only with the second. */
const HOLD_MS = 2000
/** Trials at the same time; a token is good for one call. */
const MAX_OPEN = 4
const MAX_BYTES = 64 * 1024

const FIRST_EVENT = 'event: first\ndata: {}\n\n'
const LAST_EVENT = 'event: last\ndata: {}\n\n'

export type TrialResult =
  | { readonly is: 'at-once' }
  /** The first event came only with the last: something in between collects them. */
  | { readonly is: 'held-back'; readonly server: string | null; readonly encoding: string | null }
  | { readonly is: 'refused'; readonly status: number }
  | { readonly is: 'unreachable'; readonly words: string }

/**
 * Sends a stream to ourselves by the way that people come, and sees whether its first event arrives before the last one
 * is sent: no clock decides, so a slow network is not taken for a proxy that buffers.
 */
export class StreamTrial {
  readonly path = '/v1/doctor/stream'
  /** By token: resolves when the last event may be sent. */
  readonly #open = new Map<string, Promise<void>>()
  readonly #holdMs: number

  /** `holdMs`: how long the second event is held back. */
  constructor(holdMs: number = HOLD_MS) {
    this.#holdMs = holdMs
  }

  /** What the route answers with; undefined for a token of no trial. Each token is good once. */
  take(token: string): AsyncIterable<string> | undefined {
    const mayEnd = this.#open.get(token)
    this.#open.delete(token)
    return mayEnd && eventsUntil(mayEnd)
  }

  /** `base`: where people reach this server, without a slash at its end. Never throws. */
  async run(base: string, signal: AbortSignal): Promise<TrialResult> {
    if (this.#open.size >= MAX_OPEN) return { is: 'unreachable', words: 'Too many trials are under way.' }
    const token = randomBytes(24).toString('base64url')
    const hold = Promise.withResolvers<void>()
    let isHeld = true
    const release = () => {
      isHeld = false
      hold.resolve()
    }
    const timer = setTimeout(release, this.#holdMs)
    this.#open.set(token, hold.promise)
    try {
      return await ask(`${base}${this.path}?token=${token}`, () => isHeld, release, signal)
    } catch (error) {
      return { is: 'unreachable', words: wordsOf(error) }
    } finally {
      clearTimeout(timer)
      release()
      this.#open.delete(token)
    }
  }
}

async function* eventsUntil(mayEnd: Promise<void>): AsyncGenerator<string> {
  yield FIRST_EVENT
  await mayEnd
  yield LAST_EVENT
}

async function ask(url: string, isHeld: () => boolean, release: () => void, signal: AbortSignal): Promise<TrialResult> {
  const answer = await fetch(url, { headers: { accept: 'text/event-stream' }, redirect: 'manual', signal })
  const type = answer.headers.get('content-type') ?? ''
  if (answer.status !== 200 || !type.startsWith('text/event-stream')) {
    await answer.body?.cancel()
    return { is: 'refused', status: answer.status }
  }
  let text = ''
  let isAtOnce = false
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString('latin1')
    if (!isAtOnce && text.includes(FIRST_EVENT)) {
      isAtOnce = isHeld()
      release()
      break
    }
    if (text.length > MAX_BYTES) break
  }
  if (isAtOnce) return { is: 'at-once' }
  return {
    is: 'held-back',
    server: answer.headers.get('server'),
    encoding: answer.headers.get('content-encoding'),
  }
}
