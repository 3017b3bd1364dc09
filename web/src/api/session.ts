import { signal } from '@preact/signals'
import { ApiProblem } from '#contract/client/api-problem.ts'
import { recall, remember } from '../browser-memory.ts'
import { strings } from '../strings.ts'
import { messageOf, server } from './server.ts'

interface KeyRequest {
  readonly done: Promise<void>
  readonly resolve: () => void
}

/** The cookie cannot be seen from here, so the page keeps in mind that it was given one. */
const KEY = 'axoloom-signed-in'

/** Whether this browser has traded a key for a cookie; a hint only, the server knows. */
export const isSignedIn = signal(recall(KEY) === 'yes')

/** Set while the server wants a key; the dialog shows itself then. */
export const keyRequest = signal<KeyRequest | null>(null)

/** Asks the person for a key, once however many calls wait for it; resolves when the server has taken one. */
export function signIn(): Promise<void> {
  const request = keyRequest.peek() ?? newRequest()
  keyRequest.value = request
  return request.done
}

/** Trades the key for the session cookie; gives what is wrong with it, or null. */
export async function sendKey(key: string): Promise<string | null> {
  try {
    await server.json<void>('POST', '/v1/session', { body: { key } })
  } catch (error) {
    return error instanceof ApiProblem && error.status === 401 ? strings.key.wrong : messageOf(error)
  }
  noteSignedIn(true)
  keyRequest.peek()?.resolve()
  keyRequest.value = null
  return null
}

/** Has the server forget the cookie. Rejects, and stays signed in, when it cannot be reached. */
export async function signOut(): Promise<void> {
  await server.json<void>('DELETE', '/v1/session')
  noteSignedIn(false)
}

function noteSignedIn(is: boolean): void {
  isSignedIn.value = is
  remember(KEY, is ? 'yes' : 'no')
}

function newRequest(): KeyRequest {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { done: promise, resolve }
}
