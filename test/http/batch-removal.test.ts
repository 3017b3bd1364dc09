import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch } from '#contract/batch.ts'
import { createClient } from '#contract/client/client.ts'
import { runRow } from '../support/batch-rows.ts'
import { startBatch } from '../support/batches.ts'
import { type PublicApi, startPublicApi } from '../support/public-api.ts'

let api: PublicApi
beforeEach(async () => {
  api = await startPublicApi()
})
afterEach(() => api.close())

const send = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(api.url + path, { method, headers })

async function endedBatch(): Promise<{ batch: Batch; runId: string }> {
  const batch = await startBatch(api.store, { rows: 1 })
  const runId = await runRow(api.store, batch, 0)
  await api.store.batchWork.end(batch.id)
  return { batch, runId }
}

describe('DELETE of a batch', () => {
  it('hides it and its runs, and restore brings both back', async () => {
    const { batch, runId } = await endedBatch()
    const { self } = batch.links

    expect((await send('DELETE', self)).status).toBe(204)
    for (const path of [self, `${self}/rows`, `${self}/events`, `${self}/results`, `/v1/runs/${runId}`]) {
      expect([path, (await send('GET', path)).status]).toEqual([path, 404])
    }
    expect((await send('DELETE', self)).status).toBe(404)
    const back = await send('POST', `${self}/restore`)
    expect([back.status, ((await back.json()) as Batch).id]).toEqual([200, batch.id])
    expect((await send('GET', `/v1/runs/${runId}`)).status).toBe(200)
  })

  it('is refused while the batch goes on, with what to do', async () => {
    const { links } = await startBatch(api.store, { rows: 1 })
    const answer = await send('DELETE', links.self)

    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ detail: 'This batch is still going on. Cancel it first.' })
  })

  it('is made only while the batch is as its sender knows it', async () => {
    const { batch } = await endedBatch()
    const etag = (await send('GET', batch.links.self)).headers.get('etag') ?? ''

    expect((await send('DELETE', batch.links.self, { 'if-match': '"another"' })).status).toBe(412)
    expect((await send('DELETE', batch.links.self, { 'if-match': etag })).status).toBe(204)
  })

  it('is a call of the client', async () => {
    const { batch } = await endedBatch()
    const { batches } = createClient({ url: api.url })
    await batches.remove(batch.id)

    await expect(batches.get(batch.id)).rejects.toMatchObject({ status: 404 })
    await expect(batches.restore(batch.id)).resolves.toMatchObject({ id: batch.id })
  })
})
