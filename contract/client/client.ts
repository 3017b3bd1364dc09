import type { BackendList } from '../backends.ts'
import type { DoctorReport, FixAnswer } from '../doctor.ts'
import type { Me } from '../keys.ts'
import type { StorageUse } from '../storage.ts'
import { batchClient } from './batches.ts'
import { createHttp, type HttpOptions } from './http.ts'
import { keyCalls } from './keys.ts'
import type { CallOptions } from './request.ts'
import { runClient } from './runs.ts'
import { webhookCalls } from './webhooks.ts'
import { type RetryOptions, withRetries } from './with-retries.ts'

export type { Run, RunSummary, Variation } from '../api.ts'
export type { Batch, BatchRow } from '../batch.ts'
export type { BatchEvent } from '../batch-event.ts'
export type { RunEvent } from '../event.ts'
export { ApiProblem } from './api-problem.ts'
export type { FollowOptions } from './follow-log.ts'
export type { CallOptions } from './request.ts'
export type { NewRun } from './runs.ts'

export interface ClientOptions extends HttpOptions, RetryOptions {}
export type Client = ReturnType<typeof createClient>

/** The version of a server, and the Node it runs on. */
export interface ServerVersion {
  readonly name: 'axoloom'
  readonly version: string
  readonly node: string
}

/**
 * All calls of one server, typed. Each throws ApiProblem, or the reason of its signal once that is aborted. A call
 * without an answer, or with one that may pass, is made again; a POST keeps its `Idempotency-Key` then, so that it
 * counts once. Needs nothing but fetch, streams and timers: Node, browsers, Deno and Bun have them.
 */
export function createClient(options: ClientOptions) {
  const http = withRetries(createHttp(options), options)
  return {
    runs: runClient(http),
    batches: batchClient(http),
    keys: keyCalls(http),
    webhooks: webhookCalls(http),
    /** Who the key belongs to, what it may do, and how much of each bound is used. */
    me: (options?: CallOptions) => http.json<Me>('GET', '/v1/me', options),
    /** What there is to choose from, and how the servers of models are. */
    backends: (options?: CallOptions) => http.json<BackendList>('GET', '/v1/backends', options),
    /** The bytes of a picture, by its id. */
    artifact: (id: string, options?: CallOptions): Promise<Response> =>
      http.open('GET', `/v1/artifacts/${encodeURIComponent(id)}`, { ...options, accept: '*/*' }),
    /** What your things take, what room there is, and how long things are kept. */
    storage: (options?: CallOptions) => http.json<StorageUse>('GET', '/v1/storage', options),
    doctor: (options?: CallOptions) => http.json<DoctorReport>('GET', '/v1/doctor', options),
    /** Mends what a finding is about, where that is safe. */
    fix: (id: string, options?: CallOptions) =>
      http.json<FixAnswer>('POST', '/v1/doctor/fix', { ...options, body: { id } }),
    /** The support file, without any secret. */
    bundle: (options?: CallOptions): Promise<Response> =>
      http.open('GET', '/v1/doctor/bundle', { ...options, accept: '*/*' }),
    version: (options?: CallOptions) => http.json<ServerVersion>('GET', '/version', options),
    /** Any other call. */
    http,
  }
}
