import { type Dispatcher, request } from 'undici'
import { signatureHeaders } from './sign-delivery.ts'
import { TargetRefusedError } from './target-rules.ts'

/** The most of an answer that is taken from the socket; nobody reads it. */
const ANSWER_BYTES = 4 * 1024

export interface Post {
  readonly id: string
  readonly url: string
  readonly body: string
  readonly secrets: readonly string[]
  readonly at: Date
}

/** What came of one try. `error` is a sentence for the endpoint's owner; null when it was accepted. */
export interface PostResult {
  readonly status: number | null
  readonly error: string | null
}

export interface PostContext {
  readonly dispatcher: Dispatcher
  /** Longest time until the head of the answer is there. */
  readonly timeoutMs: number
  /** How long the rest of it may take then. */
  readonly restMs: number
  readonly signal: AbortSignal
}

/**
 * Sends one delivery. Any 2xx accepts it; redirects are not followed, because an endpoint's owner can say where it is, and
 * a redirect is how a public server points at a private one. Throws only when `signal` is aborted.
 */
export async function postDelivery(
  post: Post,
  { dispatcher, timeoutMs, restMs, signal }: PostContext,
): Promise<PostResult> {
  const { id, url, body, secrets, at } = post
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await request(url, {
      dispatcher,
      method: 'POST',
      headers: {
        ...signatureHeaders({ id, at, body, secrets }),
        'content-type': 'application/json',
        'user-agent': 'Axoloom',
        'accept-encoding': 'identity',
      },
      body,
      signal: AbortSignal.any([signal, timeout]),
    })
    // whatever becomes of the rest, its head has said all
    answer.body.on('error', () => {})
    await answer.body.dump({ limit: ANSWER_BYTES, signal: AbortSignal.timeout(restMs) }).catch(() => {})
    return { status: answer.statusCode, error: refusalOf(answer.statusCode) }
  } catch (error) {
    if (signal.aborted) throw error
    return { status: null, error: timeout.aborted ? `It did not answer within ${timeoutMs / 1000} s.` : wordsOf(error) }
  }
}

function refusalOf(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed.`
  return `It answered ${status}.`
}

/** Names the kind of fault and nothing of where it happened: an address behind a name is none of the owner's business. */
function wordsOf(error: unknown): string {
  if (error instanceof TargetRefusedError) return error.message
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name was not found.'
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'No connection came about.'
  return `The connection failed (${code}).`
}
