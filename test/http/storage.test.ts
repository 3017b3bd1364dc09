import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '#contract/api.ts'
import { StorageUse } from '#contract/storage.ts'
import { commitLogs, type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'
import { addPicture, asOwner, liveAttempt } from '../support/test-store.ts'

let api: PublicApi

beforeAll(async () => {
  api = await startPublicApi({ env: { RETAIN_LOGS_DAYS: '7' } })
})
afterAll(() => api.close())

async function readStorage(): Promise<StorageUse> {
  return StorageUse.parse(await (await fetch(`${api.url}/v1/storage`)).json())
}

describe('storage', () => {
  it('shows what the owner’s things take, what room there is, and what goes when', async () => {
    expect(await readStorage()).toMatchObject({
      runs: 0,
      events: 0,
      artifacts: 0,
      retention: { runsDays: null, logsDays: 7, previewsDays: null, deliveriesDays: 30 },
    })
    const { id } = await postRun(api.url)
    await commitLogs(api.store, id, ['x'.repeat(5000)])
    await addPicture(api.store, liveAttempt(api.store, id).id)
    const use = await readStorage()
    expect(use).toMatchObject({ runs: 1, artifacts: 100 })
    expect(use.events).toBeGreaterThan(5000)
    expect(use.database).toBeGreaterThan(use.events)
    expect(use.free).toBeGreaterThan(0)
  })
})

describe('events that are too old to be kept', () => {
  it('are answered by 410 and where the rest begins, and never left out in silence', async () => {
    const { id } = await postRun(api.url)
    await api.store.runs.cancelRun(id, asOwner)
    const { lastSeq } = await api.store.runs.get('local', id)
    const rule = { runsMs: null, logsMs: 7 * 24 * 3600 * 1000, previewsMs: null, deliveriesMs: 1e12 }
    const inAMonth = new Date(Date.now() + 30 * 24 * 3600 * 1000)
    await api.store.retention.sweep(rule, inAMonth, new AbortController().signal)
    for (const query of ['', '?follow=false', '?until=end', '?after=1']) {
      const answer = await fetch(`${api.url}/v1/runs/${id}/events${query}`)
      expect(answer.status).toBe(410)
      expect(((await answer.json()) as Problem).detail).toContain(`after=${lastSeq}`)
    }
    expect((await fetch(`${api.url}/v1/runs/${id}/events?until=end&after=${lastSeq}`)).status).toBe(204)
    const rest = await fetch(`${api.url}/v1/runs/${id}/events?follow=false&after=${lastSeq}`)
    expect(rest.status).toBe(200)
    await rest.text()
  })
})
