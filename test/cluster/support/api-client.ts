import type { LookupFunction } from 'node:net'
import { Agent, fetch, type RequestInit, type Response } from 'undici'
import type { CreateRun, Pick, Run } from '#contract/api.ts'
import { EventFollower } from './event-follower.ts'

export interface ApiClientOptions {
  /** Base URL with a name that the API answers to. */
  readonly url: string
  /** Where that name leads to (names of Services exist inside the cluster only), or who finds it for each connection. */
  readonly address: string | (() => Promise<string>)
  readonly key: string
}

/** What a test posts; the rest has defaults. */
export type RunWish = Partial<Omit<CreateRun, 'variations'>> & { readonly variations?: CreateRun['variations'] }

/** Calls a running API from outside of the cluster, as a program of a user would. */
export class ApiClient {
  readonly url: string
  readonly #agent: Agent
  readonly #key: string
  readonly #followers = new Set<EventFollower>()

  constructor({ url, address, key }: ApiClientOptions) {
    this.url = url
    this.#key = key
    this.#agent = new Agent({ connect: { lookup: lookupOf(address), timeout: 3000 }, keepAliveTimeout: 1000 })
  }

  /** Any call; `path` begins with a slash. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#key}`, ...(init.headers as Record<string, string>) }
    return fetch(`${this.url}${path}`, { ...init, headers, dispatcher: this.#agent })
  }

  postRun(wish: RunWish = {}, idempotencyKey?: string): Promise<Run> {
    const body = { brief: 'an axolotl who tends a lighthouse', ...wish }
    return this.#send(
      'POST',
      '/v1/runs',
      body,
      idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
    )
  }

  run(id: string): Promise<Run> {
    return this.#send('GET', `/v1/runs/${id}`)
  }

  pick(id: string, variation: number): Promise<Pick> {
    return this.#send('PUT', `/v1/runs/${id}/pick`, { variation })
  }

  cancel(id: string): Promise<unknown> {
    return this.#send('POST', `/v1/runs/${id}/cancel`)
  }

  cancelVariation(id: string, variation: number): Promise<unknown> {
    return this.#send('POST', `/v1/runs/${id}/variations/${variation}/cancel`)
  }

  retry(id: string, variation: number): Promise<unknown> {
    return this.#send('POST', `/v1/runs/${id}/variations/${variation}/retry`)
  }

  remove(id: string): Promise<unknown> {
    return this.#send('DELETE', `/v1/runs/${id}`)
  }

  /** Follows a run's events from the first one on, over every break of the connection. */
  follow(id: string): EventFollower {
    const follower = new EventFollower((after, signal) =>
      this.fetch(`/v1/runs/${id}/events`, {
        headers: { accept: 'text/event-stream', ...(after === 0 ? {} : { 'last-event-id': String(after) }) },
        signal,
      }),
    )
    this.#followers.add(follower)
    return follower
  }

  /** True while the API is ready to serve. Rejects when it cannot be reached. */
  async isReady(): Promise<boolean> {
    const answer = await this.fetch('/readyz', { signal: AbortSignal.timeout(2000) })
    const text = await answer.text()
    if (answer.status !== 200 && answer.status !== 503)
      throw new Error(`/readyz: ${answer.status} ${text.slice(0, 200)}`)
    return answer.status === 200
  }

  async close(): Promise<void> {
    for (const follower of this.#followers) await follower.close()
    await this.#agent.destroy()
  }

  async #send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await this.fetch(path, {
      method,
      headers: { ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }
}

function lookupOf(address: ApiClientOptions['address']): LookupFunction {
  const find = typeof address === 'string' ? () => Promise.resolve(address) : address
  return (_name, options, callback) => {
    const answer = (found: string) => {
      if (options.all) callback(null, [{ address: found, family: 4 }])
      else callback(null, found, 4)
    }
    find().then(answer, (error) => callback(error instanceof Error ? error : new Error(String(error)), ''))
  }
}
