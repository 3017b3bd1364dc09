import type { CreateRun, PatchRun, Pick, Run, RunList, RunState, RunSummary, Variation } from '../api.ts'
import type { RunEvent } from '../event.ts'
import type { RunPreview } from '../run-preview.ts'
import { eachOf } from './each-of.ts'
import { type FollowOptions, followLog } from './follow-log.ts'
import type { Http } from './http.ts'
import type { CallOptions } from './request.ts'

/** What may be asked for; the server fills in the rest. */
export type NewRun = Partial<CreateRun> & { readonly brief: string }

export interface RunQuery {
  readonly state?: RunState | null
  /** Words of the brief. */
  readonly q?: string | null
  /** Up to 100; 20 unless said. */
  readonly limit?: number
  readonly cursor?: string | null
}

const pathOf = (id: string) => `/v1/runs/${encodeURIComponent(id)}`
const variationPath = (id: string, variation: number) => `${pathOf(id)}/variations/${variation}`

/** The single calls about runs, as `/docs` has them; all that the page needs. */
export function runCalls(http: Http) {
  return {
    create: (run: NewRun, options?: CallOptions) => http.json<Run>('POST', '/v1/runs', { ...options, body: run }),
    /** What would be made of it; nothing is stored or started. */
    preview: (run: NewRun, options?: CallOptions) =>
      http.json<RunPreview>('POST', '/v1/runs', { ...options, query: { dryRun: true }, body: run }),
    get: (id: string, options?: CallOptions) => http.json<Run>('GET', pathOf(id), options),
    /** One page, newest first. */
    list: (query: RunQuery = {}, options?: CallOptions) =>
      http.json<RunList>('GET', '/v1/runs', { ...options, query: { ...query } }),
    cancel: (id: string, options?: CallOptions) => http.json<Run>('POST', `${pathOf(id)}/cancel`, options),
    cancelVariation: (id: string, variation: number, options?: CallOptions) =>
      http.json<Variation>('POST', `${variationPath(id, variation)}/cancel`, options),
    /** A new attempt of a variation that has ended. */
    retry: (id: string, variation: number, options?: CallOptions) =>
      http.json<Variation>('POST', `${variationPath(id, variation)}/retry`, options),
    pick: (id: string, variation: number, note?: string, options?: CallOptions) =>
      http.json<Pick>('PUT', `${pathOf(id)}/pick`, { ...options, body: { variation, ...(note ? { note } : {}) } }),
    unpick: (id: string, options?: CallOptions) => http.json<void>('DELETE', `${pathOf(id)}/pick`, options),
    patch: (id: string, change: PatchRun, options?: CallOptions) =>
      http.json<Run>('PATCH', pathOf(id), { ...options, body: change }),
    /** Hides it at once; it can be restored for 10 s. */
    remove: (id: string, options?: CallOptions) => http.json<void>('DELETE', pathOf(id), options),
    restore: (id: string, options?: CallOptions) => http.json<Run>('POST', `${pathOf(id)}/restore`, options),
  }
}

/** The same with what takes many answers: whole lists and streams. */
export function runClient(http: Http) {
  const calls = runCalls(http)
  return {
    ...calls,
    /** All pages, one run after the other. */
    each: (query: RunQuery = {}, options?: CallOptions): AsyncGenerator<RunSummary> =>
      eachOf((cursor) => calls.list({ ...query, cursor }, options)),
    /**
     * Every event once, in order, over cut connections and restarts. Ends with `until: 'end'` at the end of the run,
     * or when its signal is aborted; throws ApiProblem where the server refuses.
     */
    events: (id: string, options?: FollowOptions): AsyncGenerator<RunEvent> =>
      followLog<RunEvent>(http, `${pathOf(id)}/events`, options),
  }
}
