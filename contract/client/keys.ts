import type { ApiKey, ApiKeyList, CreateKey, NewApiKey } from '../keys.ts'
import { eachOf } from './each-of.ts'
import type { Http } from './http.ts'
import type { CallOptions } from './request.ts'

/** What a key is asked for with; the server fills in the rest. */
export type NewKey = Partial<CreateKey> & Pick<CreateKey, 'name'>

export interface KeyQuery {
  /** Keys of all owners unless said, where the caller may see them. */
  readonly owner?: string | null
  readonly limit?: number
  readonly cursor?: string | null
}

/** Managed keys; they ask for a key with the scope `admin`. */
export function keyCalls(http: Http) {
  const list = (query: KeyQuery = {}, options?: CallOptions) =>
    http.json<ApiKeyList>('GET', '/v1/keys', { ...options, query: { ...query } })
  return {
    /** The only answer that shows the key itself. */
    create: (key: NewKey, options?: CallOptions) => http.json<NewApiKey>('POST', '/v1/keys', { ...options, body: key }),
    list,
    each: (query: KeyQuery = {}, options?: CallOptions): AsyncGenerator<ApiKey> =>
      eachOf((cursor) => list({ ...query, cursor }, options)),
    /** It ends at once, with the sessions that were opened by it. */
    revoke: (id: string, options?: CallOptions) =>
      http.json<void>('DELETE', `/v1/keys/${encodeURIComponent(id)}`, options),
  }
}
