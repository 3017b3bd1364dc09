import type { CreateKey, NewApiKey } from '#contract/keys.ts'

/** A key of the settings, for tests that make others with it. */
export const SETTINGS_KEY = 'axo_key-of-the-settings'

/** Calls an API with one key or one cookie. */
export interface ApiCaller {
  readonly key: NewApiKey
  /** A body that is a string is sent as it is, anything else as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

export function callWith(
  url: string,
  credentials: Record<string, string>,
): (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response> {
  return (method, path, body, headers = {}) => {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const all = { ...type, ...credentials, ...headers }
    const text = typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body)
    return fetch(url + path, { method, headers: all, body: text })
  }
}

export const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

/** Makes a key as the installation's operator does. */
export async function makeKey(url: string, request: Partial<CreateKey> = {}, by = SETTINGS_KEY): Promise<NewApiKey> {
  const answer = await callWith(url, bearer(by))('POST', '/v1/keys', { name: 'a key', ...request })
  if (answer.status !== 201) throw new Error(`POST /v1/keys: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as NewApiKey
}

/** A caller with a managed key of its own. */
export async function newCaller(url: string, request: Partial<CreateKey> = {}): Promise<ApiCaller> {
  const key = await makeKey(url, request)
  return { key, call: callWith(url, bearer(key.key)) }
}

/** The cookie that a page gets for a key. */
export async function cookieFor(url: string, text: string): Promise<string> {
  const answer = await callWith(url, {})('POST', '/v1/session', { key: text })
  if (answer.status !== 204) throw new Error(`POST /v1/session: ${answer.status} ${await answer.text()}`)
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}
