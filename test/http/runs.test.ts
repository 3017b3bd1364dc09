import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Run, RunList, Variation } from '#contract/api.ts'
import { type PublicApi, postRun, startFirstAttempt, startPublicApi } from '../support/public-api.ts'

let api: PublicApi

beforeAll(async () => {
  api = await startPublicApi()
})
afterAll(() => api.close())

function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  return fetch(api.url + path, { method, headers: { ...type, ...headers }, body: JSON.stringify(body) ?? null })
}

async function endedRun(): Promise<Run> {
  const run = await postRun(api.url)
  const attempt = await startFirstAttempt(api.store, run.id)
  await api.store.attempts.end(attempt.id, { exit: 1 }, true)
  return run
}

describe('a run', () => {
  it('is accepted with its address and everything it will be', async () => {
    const answer = await call('POST', '/v1/runs', { brief: '  an axolotl baker ', labels: { team: 'x' } })
    expect(answer.status).toBe(202)
    const run = Run.parse(await answer.json())
    expect(answer.headers.get('location')).toBe(`/v1/runs/${run.id}`)
    expect(run).toMatchObject({ brief: 'an axolotl baker', state: 'running', labels: { team: 'x' } })
    expect(run.variations).toHaveLength(4)
    expect(run.variations.map((variation) => variation.designer)).toEqual(Array(4).fill('scripted'))
  })

  it('is shown as it was accepted, and listed newest first', async () => {
    const older = await postRun(api.url, { brief: 'an axolotl astronomer' })
    const newer = await postRun(api.url, { brief: 'an axolotl gardener' })
    expect(await (await call('GET', `/v1/runs/${older.id}`)).json()).toEqual(older)
    const first = RunList.parse(await (await call('GET', '/v1/runs?limit=1')).json())
    expect(first.data.map((run) => run.id)).toEqual([newer.id])
    const second = RunList.parse(await (await call('GET', `/v1/runs?limit=1&cursor=${first.nextCursor}`)).json())
    expect(second.data.map((run) => run.id)).toEqual([older.id])
    const found = RunList.parse(await (await call('GET', '/v1/runs?q=astronomer&state=running')).json())
    expect(found.data.map((run) => run.id)).toEqual([older.id])
  })

  it('takes new labels, priority and budget', async () => {
    const run = await postRun(api.url)
    const answer = await call('PATCH', `/v1/runs/${run.id}`, { labels: { a: 'b' }, priority: 5, budgetUsd: 2.5 })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ labels: { a: 'b' }, priority: 5, budgetUsd: 2.5 })
  })

  it('is cancelled as often as one likes, with an empty body or none', async () => {
    const run = await postRun(api.url)
    for (const body of [undefined, {}]) {
      const answer = await call('POST', `/v1/runs/${run.id}/cancel`, body)
      expect(answer.status).toBe(202)
      expect(Run.parse(await answer.json()).variations[0]?.state).toBe('cancelled')
    }
    const typed = await call('POST', `/v1/runs/${run.id}/cancel`, undefined, { 'content-type': 'application/json' })
    expect(typed.status).toBe(202)
  })

  it('has variations that are cancelled and retried one by one', async () => {
    const run = await postRun(api.url, { variations: 2 })
    const cancelled = await call('POST', `/v1/runs/${run.id}/variations/1/cancel`)
    expect(cancelled.status).toBe(202)
    expect(Variation.parse(await cancelled.json())).toMatchObject({ index: 1, state: 'cancelled' })
    const retried = await call('POST', `/v1/runs/${run.id}/variations/1/retry`)
    expect(retried.status).toBe(202)
    expect(Variation.parse(await retried.json())).toMatchObject({ index: 1, state: 'queued', attempt: 2 })
  })

  it('refuses a pick of a variation without a picture', async () => {
    const run = await postRun(api.url)
    expect((await call('PUT', `/v1/runs/${run.id}/pick`, { variation: 0 })).status).toBe(409)
    expect((await call('DELETE', `/v1/runs/${run.id}/pick`)).status).toBe(204)
  })

  it('is not deleted while it is live', async () => {
    const run = await postRun(api.url)
    expect((await call('DELETE', `/v1/runs/${run.id}`)).status).toBe(409)
  })

  it('is hidden by a delete and comes back by a restore', async () => {
    const run = await endedRun()
    const deleted = await call('DELETE', `/v1/runs/${run.id}`)
    expect(deleted.status).toBe(204)
    expect(await deleted.text()).toBe('')
    expect((await call('GET', `/v1/runs/${run.id}`)).status).toBe(404)
    expect((await call('GET', `/v1/runs/${run.id}/events`)).status).toBe(404)
    const restored = await call('POST', `/v1/runs/${run.id}/restore`)
    expect(restored.status).toBe(200)
    expect(await restored.json()).toMatchObject({ id: run.id, deletedAt: null })
    expect((await call('GET', `/v1/runs/${run.id}`)).status).toBe(200)
  })
})

describe('an Idempotency-Key', () => {
  it('makes one run of two POSTs at the same time', async () => {
    const headers = { 'idempotency-key': 'same-time' }
    const answers = await Promise.all(
      [{}, {}].map(() => call('POST', '/v1/runs', { brief: 'an axolotl twin', variations: 1 }, headers)),
    )
    expect(answers.map((answer) => answer.status)).toEqual([202, 202])
    const replays = answers.map((answer) => answer.headers.get('idempotency-replayed'))
    expect(replays.sort()).toEqual(['true', null].sort())
    const [first, second] = await Promise.all(answers.map((answer) => answer.json()))
    expect(second).toEqual(first)
    expect(answers.map((answer) => answer.headers.get('location'))).toEqual(Array(2).fill(`/v1/runs/${first.id}`))
  })

  it('does not mind the order of fields', async () => {
    const headers = { 'idempotency-key': 'order' }
    const first = await call('POST', '/v1/runs', { brief: 'an axolotl', variations: 1, seed: 7 }, headers)
    const second = await call('POST', '/v1/runs', { seed: 7, brief: 'an axolotl', variations: 1 }, headers)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(await second.json()).toEqual(await first.json())
  })

  it('is refused with another body', async () => {
    const headers = { 'idempotency-key': 'other-body' }
    expect((await call('POST', '/v1/runs', { brief: 'an axolotl', variations: 1 }, headers)).status).toBe(202)
    const answer = await call('POST', '/v1/runs', { brief: 'another axolotl', variations: 1 }, headers)
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  })

  it('counts for one address only, and on every POST', async () => {
    const run = await postRun(api.url, { variations: 2 })
    const headers = { 'idempotency-key': 'everywhere' }
    const cancel = `/v1/runs/${run.id}/variations/0/cancel`
    expect((await call('POST', cancel, undefined, headers)).headers.get('idempotency-replayed')).toBeNull()
    const again = await call('POST', cancel, {}, headers)
    expect(again.status).toBe(202)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const other = await call('POST', `/v1/runs/${run.id}/variations/1/cancel`, undefined, headers)
    expect(other.headers.get('idempotency-replayed')).toBeNull()
  })
})
