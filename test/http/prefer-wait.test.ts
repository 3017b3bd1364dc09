import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Run } from '#contract/api.ts'
import type { Batch } from '#contract/batch.ts'
import { preferredWaitMs } from '../../api/plugins/prefer-wait.ts'
import { type PublicApi, postRun, startFirstAttempt, startPublicApi } from '../support/public-api.ts'

let api: PublicApi
/** Open subscriptions to logs: what a wait must not leave behind. */
let subscriptions = 0

beforeAll(async () => {
  api = await startPublicApi()
  const subscribe = api.store.log.subscribe.bind(api.store.log)
  api.store.log.subscribe = (logId, wake) => {
    subscriptions++
    const remove = subscribe(logId, wake)
    return () => {
      subscriptions--
      remove()
    }
  }
})
afterAll(() => api.close())

const untilSubscribed = (count: number) => vi.waitFor(() => expect(subscriptions).toBe(count), { timeout: 15_000 })

async function endRun(runId: string): Promise<void> {
  const attempt = await startFirstAttempt(api.store, runId)
  await api.store.attempts.end(attempt.id, { exit: 1 }, true)
}

function get(id: string, prefer: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${api.url}/v1/runs/${id}`, { headers: { prefer }, signal: signal ?? null })
}

function post(prefer: string, more: Record<string, string> = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', prefer, ...more }
  const body = JSON.stringify({ brief: 'an axolotl who waits', variations: 1 })
  return fetch(`${api.url}/v1/runs`, { method: 'POST', headers, body })
}

describe('a call that prefers to wait', () => {
  it('is answered when its run ends', async () => {
    const { id } = await postRun(api.url)
    const asked = get(id, 'wait=30')
    await untilSubscribed(1)
    await endRun(id)
    const answer = await asked
    expect(answer.status).toBe(200)
    expect(answer.headers.get('preference-applied')).toBe('wait=30')
    expect(((await answer.json()) as Run).state).toBe('failed')
    expect(subscriptions).toBe(0)
  })

  it('is answered at once when the run has ended, or is not there', async () => {
    const { id } = await postRun(api.url)
    await endRun(id)
    expect(((await (await get(id, 'wait=30')).json()) as Run).state).toBe('failed')
    expect((await get('01k9zzzzzzzzzzzzzzzzzzzzzz', 'wait=30')).status).toBe(404)
    expect(subscriptions).toBe(0)
  })

  it('starts a run and gives its end as 200', async () => {
    const asked = post('wait=30')
    await untilSubscribed(1)
    const [live] = api.store.attempts.live().slice(-1)
    await endRun(live?.runId ?? '')
    const answer = await asked
    expect(answer.status).toBe(200)
    const run = (await answer.json()) as Run
    expect(run.state).toBe('failed')
    expect(answer.headers.get('location')).toBe(`/v1/runs/${run.id}`)
    expect(answer.headers.get('preference-applied')).toBe('wait=30')
  })

  it('starts a run and gives it as it is after that time as 202', async () => {
    const answer = await post('wait=0')
    expect(answer.status).toBe(202)
    expect(answer.headers.get('preference-applied')).toBe('wait=0')
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(((await answer.json()) as Run).state).toBe('running')
  })

  it('waits for the run it started before, when it comes again with its key', async () => {
    const key = { 'idempotency-key': 'waits-again' }
    const first = (await (await post('wait=0', key)).json()) as Run
    await endRun(first.id)
    const again = await post('wait=30', key)
    expect(again.status).toBe(200)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await again.json()).toMatchObject({ id: first.id, state: 'failed' })
  })

  it('leaves nothing behind when its caller leaves', async () => {
    const { id } = await postRun(api.url)
    const leaving = new AbortController()
    const asked = get(id, 'wait=30', leaving.signal).catch(() => 'left')
    await untilSubscribed(1)
    leaving.abort()
    expect(await asked).toBe('left')
    await untilSubscribed(0)
  })

  it('is let go by a server that stops', async () => {
    const other = await startPublicApi()
    const { id } = await postRun(other.url)
    let isWaiting = false
    const subscribe = other.store.log.subscribe.bind(other.store.log)
    other.store.log.subscribe = (logId, wake) => {
      isWaiting = true
      return subscribe(logId, wake)
    }
    const asked = fetch(`${other.url}/v1/runs/${id}`, { headers: { prefer: 'wait=30' } })
    await vi.waitFor(() => expect(isWaiting).toBe(true), { timeout: 15_000 })
    const begunMs = performance.now()
    const [answer] = await Promise.all([asked, other.close()])
    expect(answer.status).toBe(200)
    expect(performance.now() - begunMs).toBeLessThan(5000)
  })
})

describe('a call about a batch that prefers to wait', () => {
  const postBatch = (prefer: string) =>
    fetch(`${api.url}/v1/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', prefer },
      body: `${JSON.stringify({ customId: 'a', brief: 'an axolotl who waits' })}\n`,
    })

  async function endBatch(id: string): Promise<void> {
    await api.store.batches.cancel(id, 'stop', { owner: 'local' })
    await api.store.batchWork.cancelRows(id)
    await api.store.batchWork.end(id)
  }

  it('starts it and gives it as it is after that time as 202', async () => {
    const answer = await postBatch('wait=0')
    const batch = (await answer.json()) as Batch
    expect([answer.status, batch.status]).toEqual([202, 'running'])
    expect(answer.headers.get('preference-applied')).toBe('wait=0')
    expect(answer.headers.get('retry-after')).toBe('5')
    await endBatch(batch.id)
  })

  it('starts it and gives its end as 200', async () => {
    const asked = postBatch('wait=30')
    await untilSubscribed(1)
    const [open] = api.store.batchWork.open()
    await endBatch(open?.id ?? '')
    const answer = await asked
    expect([answer.status, ((await answer.json()) as Batch).status]).toEqual([200, 'ended'])
    expect(answer.headers.get('location')).toBe(`/v1/batches/${open?.id}`)
    expect(subscriptions).toBe(0)
  })

  it('is answered when it ends', async () => {
    const { id } = (await (await postBatch('wait=0')).json()) as Batch
    const asked = fetch(`${api.url}/v1/batches/${id}`, { headers: { prefer: 'wait=30' } })
    await untilSubscribed(1)
    await endBatch(id)
    const answer = await asked
    expect([answer.status, ((await answer.json()) as Batch).status]).toEqual([200, 'ended'])
    expect(answer.headers.get('preference-applied')).toBe('wait=30')
  })
})

describe('the header Prefer', () => {
  it.each([
    [undefined, null],
    ['respond-async', null],
    ['wait', null],
    ['wait=-1', null],
    ['wait=1.5', null],
    ['wait=soon', null],
    ['wait=0', 0],
    ['wait=5', 5000],
    ['WAIT = "7"', 7000],
    ['respond-async, wait=10', 10_000],
    ['wait=10; foo=bar', 10_000],
    ['wait=3, wait=9', 3000],
    ['wait=31', 30_000],
    ['wait=999999999', 30_000],
  ])('%s is a wait of %s ms', (prefer, waitMs) => {
    expect(preferredWaitMs(prefer)).toBe(waitMs)
  })
})
