import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, BatchList, BatchRow, BatchRowList } from '#contract/batch.ts'
import { defaults, startBatch } from '../support/batches.ts'
import { EventClient } from '../support/event-client.ts'
import { type PublicApi, startPublicApi } from '../support/public-api.ts'
import { addPicture, owner, startAttempt } from '../support/test-store.ts'

let api: PublicApi
beforeEach(async () => {
  api = await startPublicApi()
})
afterEach(() => api.close())

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(api.url + path)).json()) as T
}

function send(method: string, path: string, body?: object): Promise<Response> {
  const content =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return fetch(api.url + path, { method, ...content })
}

const typesOf = ({ blocks }: EventClient) => blocks.map((block) => /^event: (\S+)$/m.exec(block)?.[1])

describe('batches', () => {
  it('are listed newest first, in pages', async () => {
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.push((await startBatch(api.store, { rows: 1 })).id)
    const first = await get<BatchList>('/v1/batches?limit=2')
    const second = await get<BatchList>(`/v1/batches?limit=2&cursor=${first.nextCursor}`)

    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids.toReversed())
    expect(second.nextCursor).toBeNull()
    expect((await fetch(`${api.url}/v1/batches?cursor=x`)).status).toBe(400)
  })

  it('show their rows, all or of one state, and one of them', async () => {
    const { id, links } = await startBatch(api.store, { rows: 3 })
    await api.store.batchWork.admit(id, 1, defaults)

    expect((await get<BatchRowList>(`${links.rows}?state=running`)).data.map(({ row }) => row)).toEqual([1])
    expect(await get<BatchRow>(`${links.rows}/1`)).toMatchObject({ customId: 'row-1', state: 'running' })
    expect((await fetch(`${api.url}${links.rows}/3`)).status).toBe(404)
    expect((await fetch(`${api.url}${links.rows}?state=odd`)).status).toBe(400)
  })

  it.each([
    ['pause', 'paused'],
    ['resume', 'running'],
    ['retry', 'running'],
    ['cancel', 'cancelling'],
  ])('can be told to %s, as often as one likes', async (action, status) => {
    const { links } = await startBatch(api.store, { rows: 2 })
    for (let i = 0; i < 2; i++) {
      const answer = await send('POST', `${links.self}/${action}`)

      expect([answer.status, ((await answer.json()) as Batch).status]).toEqual([202, status])
    }
  })

  it('let what runs finish where that is asked for', async () => {
    const { id, links } = await startBatch(api.store, { rows: 2 })
    await api.store.batchWork.admit(id, 0, defaults)
    await send('POST', `${links.self}/cancel`, { running: 'finish' })
    const before = api.store.attempts.live().map(({ desired }) => desired)
    await send('POST', `${links.self}/cancel`, { running: 'stop' })

    expect(before).toEqual(['running'])
    expect(api.store.attempts.live()).toEqual([])
    expect((await send('POST', `${links.self}/cancel`, { running: 'later' })).status).toBe(400)
    expect((await send('POST', `${links.self}/pause`)).status).toBe(409)
  })

  it('take a choice by hand, and give it back', async () => {
    const { id, links } = await startBatch(api.store, { rows: 1, variations: 2 })
    await api.store.batchWork.admit(id, 0, defaults)
    const { runId } = await api.store.batches.row(owner, id, 0)
    await addPicture(api.store, (await startAttempt(api.store, runId ?? '', 1)).id)
    const path = `${links.rows}/0/choice`
    const chosen = await send('PUT', path, { variation: 1 })

    expect(((await chosen.json()) as BatchRow).choice).toEqual({ variation: 1, why: 'Chosen by hand.' })
    expect((await send('PUT', path, { variation: 0 })).status).toBe(409)
    expect(((await (await send('PUT', path, { variation: null })).json()) as BatchRow).choice).toBeNull()
  })

  it('have a stream of their own, dense, resumable, that ends with them when asked to', async () => {
    const { id, links } = await startBatch(api.store, { rows: 1 })
    const stream = await EventClient.open(`${api.url}${links.events}?until=end`)
    await api.store.batchWork.admit(id, 0, defaults)
    await stream.until(({ blocks }) => blocks.length === 2, 'the start of the row')
    const resumed = await EventClient.open(`${api.url}${links.events}`, { 'last-event-id': '1' })
    await send('POST', `${links.self}/cancel`)
    const [run] = (await api.store.runs.list(owner, { limit: 1 })).data
    await api.store.batchWork.endRow(id, { row: 0, runId: run?.id ?? '', outcome: 'cancelled', choice: null })
    await api.store.batchWork.end(id)
    await stream.closed()
    await resumed.until(({ blocks }) => blocks.length === 4, 'the rest')
    resumed.leave()

    expect(typesOf(stream)).toEqual(['batch-start', 'row-start', 'batch-cancel', 'row-end', 'batch-end'])
    expect(resumed.blocks).toEqual(stream.blocks.slice(1))
    expect((await fetch(`${api.url}${links.events}?until=end&after=5`)).status).toBe(204)
    expect((await fetch(`${api.url}${links.events}?after=6`)).status).toBe(400)
  })
})
