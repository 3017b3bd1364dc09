import { afterEach, describe, expect, it } from 'vitest'
import type { Me } from '#contract/keys.ts'
import { type ApiCaller, bearer, callWith, makeKey, newCaller, SETTINGS_KEY } from '../support/api-caller.ts'
import { EventClient } from '../support/event-client.ts'
import { makeThings } from '../support/owned-things.ts'
import { createApp, type PublicApi, startPublicApi } from '../support/public-api.ts'
import { until } from '../support/test-store.ts'

let api: PublicApi
afterEach(() => api.close())

/** A server with these bounds, and a caller of an owner of its own. */
async function serveWith(env: Record<string, string>): Promise<ApiCaller> {
  api = await startPublicApi({ env: { API_KEYS: SETTINGS_KEY, ...env } })
  return newCaller(api.url, { owner: 'ada', scopes: ['admin'] })
}

const ratelimit = (answer: Response) =>
  ['limit', 'remaining', 'reset'].map((name) => answer.headers.get(`ratelimit-${name}`))

const post = ({ call }: ApiCaller, headers: Record<string, string> = {}) =>
  call('POST', '/v1/runs', { brief: 'an axolotl', variations: 1 }, headers)

const quotasOf = async ({ call }: ApiCaller) => ((await (await call('GET', '/v1/me')).json()) as Me).quotas

/** A refusal says which bound, and when there is room again. */
async function expectBound(answer: Response, limit: number, maxResetS: number, text: RegExp): Promise<void> {
  expect(answer.status).toBe(429)
  const retryAfter = Number(answer.headers.get('retry-after'))
  expect(retryAfter).toBeGreaterThan(0)
  expect(retryAfter).toBeLessThanOrEqual(maxResetS)
  expect(ratelimit(answer)).toEqual([String(limit), '0', String(retryAfter)])
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = (await answer.json()) as { type: string; detail: string }
  expect(problem.type).toBe('urn:axoloom:problem:too-many-requests')
  expect(problem.detail).toMatch(text)
}

describe('requests', () => {
  it('are counted by key, with what is left, and refused beyond their bound', async () => {
    const ada = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '3' })
    const bob = { key: ada.key, call: callWith(api.url, bearer((await makeKey(api.url, { owner: 'ada' })).key)) }
    const left = []
    for (let i = 0; i < 3; i++) left.push(ratelimit(await ada.call('GET', '/v1/runs')).slice(0, 2))
    expect(left).toEqual([
      ['3', '2'],
      ['3', '1'],
      ['3', '0'],
    ])
    await expectBound(await ada.call('GET', '/v1/runs'), 3, 60, /^At most 3 calls a minute/)
    expect((await bob.call('GET', '/v1/runs')).status).toBe(200)
    expect(await quotasOf(bob)).toMatchObject({ requestsPerMinute: { used: 2, limit: 3 } })
  })

  it('by cookie are those of its key', async () => {
    const ada = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '3' })
    const answer = await callWith(api.url, {})('POST', '/v1/session', { key: ada.key.key })
    const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
    await ada.call('GET', '/v1/runs')
    expect(ratelimit(await callWith(api.url, { cookie })('GET', '/v1/runs'))[1]).toBe('1')
  })

  it('that were not let in are counted by address, so that nobody tries keys at leisure', async () => {
    const ada = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '3' })
    const guess = (i: number) => callWith(api.url, bearer(`axo_guess-${i}`))('GET', '/v1/runs')
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await guess(i)).status)
    expect(statuses).toEqual([401, 401, 401, 429])
    expect((await ada.call('GET', '/v1/runs')).status).toBe(200)
  })

  it('for a session are counted by address too', async () => {
    await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '2' })
    const statuses = []
    for (let i = 0; i < 3; i++)
      statuses.push((await callWith(api.url, {})('POST', '/v1/session', { key: `wrong-${i}` })).status)
    expect(statuses).toEqual([401, 401, 429])
  })

  it('for health and streams are not counted', async () => {
    const ada = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '2' })
    const { id } = (await (await post(ada)).json()) as { id: string }
    for (let i = 0; i < 5; i++) {
      expect((await callWith(api.url, {})('GET', '/readyz')).status).toBe(200)
      const events = await ada.call('GET', `/v1/runs/${id}/events?follow=false`)
      expect([events.status, events.headers.get('ratelimit-limit')]).toEqual([200, null])
      await events.text()
    }
    expect((await ada.call('GET', '/v1/runs')).status).toBe(200)
  })

  it.each([
    ['600 a minute with keys', { API_KEYS: SETTINGS_KEY }, '600'],
    ['as many as one likes with 0', { API_KEYS: SETTINGS_KEY, LIMIT_REQUESTS_PER_MINUTE: '0' }, null],
    ['as many as one likes without keys', {}, null],
    ['counted by address without keys, where a bound is set', { LIMIT_REQUESTS_PER_MINUTE: '7' }, '7'],
  ])('are %s', async (_what, env, limit) => {
    api = await startPublicApi({ env })
    const answer = await callWith(api.url, 'API_KEYS' in env ? bearer(SETTINGS_KEY) : {})('GET', '/v1/runs')
    expect([answer.status, answer.headers.get('ratelimit-limit')]).toEqual([200, limit])
  })
})

describe('runs', () => {
  it('are so many an hour, also of those removed since, and a repeat is no further one', async () => {
    const ada = await serveWith({ LIMIT_RUNS_PER_HOUR: '2' })
    const { id } = (await (await post(ada)).json()) as { id: string }
    const headers = { 'idempotency-key': 'second' }
    const second = await (await post(ada, headers)).json()
    await expectBound(await post(ada), 2, 3600, /^At most 2 runs an hour/)
    const repeat = await post(ada, headers)
    expect([repeat.status, await repeat.json()]).toEqual([202, second])

    await ada.call('POST', `/v1/runs/${id}/cancel`)
    expect((await ada.call('DELETE', `/v1/runs/${id}`)).status).toBe(204)
    await api.store.attempts.removeRun(id)
    expect((await post(ada)).status).toBe(429)
    expect(await quotasOf(ada)).toMatchObject({ runsPerHour: { used: 2, limit: 2 } })
    const other = await newCaller(api.url, { owner: 'bob' })
    expect((await post(other)).status).toBe(202)
  })

  it('that go on at the same time are so many, however fast they are asked for', async () => {
    const ada = await serveWith({ LIMIT_LIVE_RUNS: '3' })
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(ada)))
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(3)
    await expectBound(await post(ada), 3, 10, /wait for one to end, or cancel one/)
    const id = api.store.attempts.live()[0]?.runId
    await ada.call('POST', `/v1/runs/${id}/cancel`)
    expect(await quotasOf(ada)).toMatchObject({ liveRuns: { used: 2, limit: 3 } })
    expect((await post(ada)).status).toBe(202)
    expect((await ada.call('POST', `/v1/runs/${id}/variations/0/retry`)).status).toBe(429)
  })
})

describe('what models do on a day', () => {
  const ids = { id: 'call-1', requestSha256: '0'.repeat(64), maxCostUsd: 0 }
  const nothing = { cachedTokens: null, firstTokenMs: null, ms: null, costUsd: 0 }

  async function use(provider: 'ollama' | 'comfyui', tokens: number): Promise<string> {
    const [attempt] = api.store.attempts.live().filter(({ owner }) => owner === 'ada')
    if (attempt === undefined) throw new Error('There is no live attempt.')
    const ref = { ...ids, attemptId: attempt.id }
    if (attempt.state === 'queued') await api.store.attempts.launch(attempt.id)
    await api.store.calls.begin({ ...ref, provider, model: 'some' })
    await api.store.calls.settle(ref, { ...nothing, inputTokens: tokens, outputTokens: tokens })
    return attempt.runId
  }

  const untilTomorrow = 24 * 3600

  it('is bounded in tokens, and deleting gives none back', async () => {
    const ada = await serveWith({ LIMIT_TOKENS_PER_DAY: '1000' })
    await post(ada)
    const runId = await use('ollama', 499)
    expect((await post(ada)).status).toBe(202)
    await ada.call('POST', `/v1/runs/${runId}/cancel`)
    for (const attempt of api.store.attempts.live().filter((one) => one.runId === runId)) {
      await api.store.attempts.end(attempt.id, { exit: 1 }, true)
    }
    expect((await ada.call('DELETE', `/v1/runs/${runId}`)).status).toBe(204)
    await api.store.attempts.removeRun(runId)
    expect(await quotasOf(ada)).toMatchObject({ tokensPerDay: { used: 998, limit: 1000 } })
    await use('ollama', 1)
    await expectBound(await post(ada), 1000, untilTomorrow, /^The 1000 tokens of the day are used/)
    expect((await post(await newCaller(api.url, { owner: 'bob' }))).status).toBe(202)
  })

  it('is bounded in pictures', async () => {
    const ada = await serveWith({ LIMIT_PICTURES_PER_DAY: '1' })
    await post(ada)
    expect((await quotasOf(ada)).picturesPerDay).toEqual({ used: 0, limit: 1 })
    await use('comfyui', 0)
    await expectBound(await post(ada), 1, untilTomorrow, /^The 1 pictures of the day are drawn/)
  })
})

describe('stored pictures', () => {
  it('are bounded in bytes, the same one counted once, and the refusal says what to do', async () => {
    const { key, call } = await serveWith({})
    const { ended } = await makeThings(api.store, { key, call })
    const bytes = String('the picture of ada'.length)
    const full = await createApp(api.store, { env: { API_KEYS: SETTINGS_KEY, LIMIT_STORED_BYTES: bytes } })
    const ada = { key, call: callWith(await full.listen({ host: '127.0.0.1', port: 0 }), bearer(key.key)) }
    const answer = await post(ada)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([507, null])
    expect(await answer.json()).toMatchObject({
      type: 'urn:axoloom:problem:insufficient-storage',
      detail: expect.stringContaining('delete runs to make room'),
    })
    expect((await ada.call('POST', `/v1/runs/${ended}/variations/0/retry`)).status).toBe(507)
    expect(await quotasOf(ada)).toMatchObject({ storedBytes: { used: 18, limit: 18 } })
    await full.close()
  })
})

describe('readers', () => {
  it('are so many for an owner, whatever the key, and leave room when they go', async () => {
    const ada = await serveWith({ LIMIT_READERS: '2' })
    const { id } = (await (await post(ada)).json()) as { id: string }
    const url = `${api.url}/v1/runs/${id}/events`
    const first = await EventClient.open(url, bearer(ada.key.key))
    const second = await EventClient.open(url, bearer((await makeKey(api.url, { owner: 'ada' })).key))
    expect([first.status, second.status]).toEqual([200, 200])
    await expectBound(await ada.call('GET', `/v1/runs/${id}/events`), 2, 5, /^At most 2 event streams/)
    expect(await quotasOf(ada)).toMatchObject({ readers: { used: 2, limit: 2 } })
    first.leave()
    await until(async () => (await quotasOf(ada)).readers.used === 1, 'one reader less')
    const third = await EventClient.open(url, bearer(ada.key.key))
    expect(third.status).toBe(200)
    for (const client of [second, third]) client.leave()
  })
})
