import { once } from 'node:events'
import { connect } from 'node:net'
import { parse } from 'csv-parse/sync'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Batch } from '../../contract/batch.ts'
import { BatchResult, type SheetPage } from '../../contract/batch-result.ts'
import { postBatch, runRow } from '../support/batch-rows.ts'
import { fakePicture } from '../support/fake-picture.ts'
import { type PublicApi, startPublicApi } from '../support/public-api.ts'
import { readZip } from '../support/read-zip.ts'

let api: PublicApi
let batch: Batch
beforeAll(async () => {
  api = await startPublicApi()
  batch = await postBatch(api.url, [{ customId: 'Night baker' }, {}, {}, {}], 'name=Herbst%20%C3%9C&selection=first')
  await runRow(api.store, batch, 0)
  await runRow(api.store, batch, 2, [0])
  await runRow(api.store, batch, 3, [0, 1])
})
afterAll(() => api.close())

const results = (query = '', id = batch.id) => fetch(`${api.url}/v1/batches/${id}/results?${query}`)
const lines = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => BatchResult.parse(JSON.parse(line)))

describe('the results of a batch that runs', () => {
  it('are the rows that have ended, as lines', async () => {
    const answer = await results()
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="herbst-u-results.jsonl"',
      'cache-control': 'no-store',
    })
    const rows = lines(await answer.text())
    expect(rows.map(({ row, state, choice }) => [row, state, choice?.variation ?? null])).toEqual([
      [0, 'succeeded', 0],
      [2, 'partial', 1],
      [3, 'failed', null],
    ])
    expect(rows[0]).toMatchObject({ customId: 'Night baker', line: 1, brief: 'a baker', fault: null })
    expect(rows[0]?.choice?.why).toMatch(/^It was the first of 2 that succeeded/)
    expect(rows[0]?.variations[1]).toMatchObject({ design: { name: 'Miso 1' }, reason: null, costUsd: 0 })
    expect(rows[1]?.variations[0]).toMatchObject({ state: 'failed', reason: 'agent-exit', picture: null, design: null })
    const picture = await fetch(`${api.url}${rows[0]?.variations[1]?.picture?.href}`)
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(await fakePicture(1))
  })

  it('are a table', async () => {
    const answer = await results('format=csv')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const table: Record<string, string>[] = parse(await answer.text(), { columns: true })
    expect(table).toHaveLength(6)
    expect(table.filter(({ isChosen }) => isChosen === 'true').map(({ name }) => name)).toEqual(['Miso 0', 'Miso 1'])
  })

  it('are a zip with the pictures as they are', async () => {
    const answer = await results('format=zip')
    expect(answer.headers.get('content-type')).toBe('application/zip')
    const files = readZip(Buffer.from(await answer.arrayBuffer()))
    expect([...files.keys()]).toEqual([
      'pictures/0001-night-baker/1-miso-0-chosen.png',
      'pictures/0001-night-baker/2-miso-1.png',
      'pictures/0003-row-2/2-miso-1-chosen.png',
      'metadata.json',
      'results.csv',
    ])
    expect(files.get('pictures/0001-night-baker/2-miso-1.png')).toEqual(await fakePicture(1))
    const chosen = readZip(Buffer.from(await (await results('format=zip&pictures=chosen')).arrayBuffer()))
    expect(chosen.size).toBe(4)
  })

  it('lose a run that was deleted, and nothing else', async () => {
    const own = await postBatch(api.url, [{}, {}])
    const gone = await runRow(api.store, own, 0)
    await runRow(api.store, own, 1)
    expect((await fetch(`${api.url}/v1/runs/${gone}`, { method: 'DELETE' })).status).toBe(204)
    for (const format of ['jsonl', 'csv', 'zip']) expect((await results(`format=${format}`, own.id)).status).toBe(200)
    const rows = lines(await (await results('', own.id)).text())
    expect(rows.map(({ variations }) => variations.length)).toEqual([0, 2])
  })

  it.each(['format=xml', 'follow=maybe', 'pictures=none', 'other=1'])('are refused with %s', async (query) => {
    expect((await results(query)).status).toBe(400)
  })

  it('are nobody’s without a batch', async () => {
    const other = '01jd0000000000000000000000'
    for (const path of ['results', 'sheet', 'contact-sheet.png'])
      expect((await fetch(`${api.url}/v1/batches/${other}/${path}`)).status).toBe(404)
  })
})

describe('results that are followed', () => {
  it('come as rows end, each once, until the batch does', async () => {
    const own = await postBatch(api.url, [{}, {}, {}])
    await runRow(api.store, own, 1)
    const answer = await results('follow=true', own.id)
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const upTo = async (count: number) => {
      while (text.split('\n').length <= count) text += (await reader.read()).value ?? ''
      return lines(text).map(({ row }) => row)
    }
    expect(await upTo(1)).toEqual([1])
    await runRow(api.store, own, 2)
    expect(await upTo(2)).toEqual([1, 2])
    await runRow(api.store, own, 0)
    expect(await upTo(3)).toEqual([1, 2, 0])
    await api.store.batchWork.end(own.id)
    expect((await reader.read()).done).toBe(true)
  })

  it('do not keep a server that stops, and do not look whole then', async () => {
    const own = await startPublicApi()
    const waiting = await postBatch(own.url, [{}, {}])
    await runRow(own.store, waiting, 0)
    const answer = await fetch(`${own.url}/v1/batches/${waiting.id}/results?follow=true`)
    const reader = answer.body!.getReader()
    await reader.read()
    const rest = reader.read()
    rest.catch(() => {})
    await own.close()
    await expect(rest).rejects.toThrow('terminated')
  })

  it('leave no listener behind when the reader goes', async () => {
    const own = await postBatch(api.url, [{}])
    const open = new Set<object>()
    const { log } = api.store
    const subscribe = log.subscribe.bind(log)
    const gone = Promise.withResolvers<void>()
    log.subscribe = (logId, wake) => {
      const remove = subscribe(logId, wake)
      const one = {}
      open.add(one)
      return () => {
        remove()
        open.delete(one)
        gone.resolve()
      }
    }
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    socket.write(`GET /v1/batches/${own.id}/results?follow=true HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
    await expect.poll(() => open.size).toBe(1)
    socket.destroy()
    await once(socket, 'close')
    await gone.promise
    expect(open.size).toBe(0)
    log.subscribe = subscribe
  })
})

describe('the contact sheet', () => {
  it('is rows with their variations, finished or not', async () => {
    const answer = await fetch(`${api.url}/v1/batches/${batch.id}/sheet`)
    const { data, nextCursor } = (await answer.json()) as SheetPage
    expect(nextCursor).toBeNull()
    expect(data.map(({ state, variations }) => [state, variations.length])).toEqual([
      ['succeeded', 2],
      ['queued', 0],
      ['partial', 2],
      ['failed', 2],
    ])
    expect(data[0]?.variations[1]).toMatchObject({ name: 'Miso 1', picture: { width: 512 } })
    expect(data[3]?.variations[0]).toMatchObject({ state: 'failed', picture: null })
  })

  it('comes by pages and by state', async () => {
    const first = (await (await fetch(`${api.url}/v1/batches/${batch.id}/sheet?limit=3`)).json()) as SheetPage
    expect(first.data).toHaveLength(3)
    const rest = await fetch(`${api.url}/v1/batches/${batch.id}/sheet?limit=3&cursor=${first.nextCursor}`)
    expect(((await rest.json()) as SheetPage).data.map(({ row }) => row)).toEqual([3])
    const failed = await fetch(`${api.url}/v1/batches/${batch.id}/sheet?state=failed`)
    expect(((await failed.json()) as SheetPage).data.map(({ row }) => row)).toEqual([3])
    expect((await fetch(`${api.url}/v1/batches/${batch.id}/sheet?limit=51`)).status).toBe(400)
  })

  it('is a picture, a page at a time', async () => {
    const many = await postBatch(
      api.url,
      Array.from({ length: 25 }, () => ({})),
    )
    await runRow(api.store, many, 24)
    const page = (number: string) => fetch(`${api.url}/v1/batches/${many.id}/contact-sheet.png?page=${number}`)
    const [first, last] = await Promise.all([page('1'), page('3')])
    expect(first.headers.get('content-type')).toBe('image/png')
    expect(first.headers.get('link')).toBe(`</v1/batches/${many.id}/contact-sheet.png?page=2>; rel="next"`)
    expect(last.headers.get('link')).toBe(`</v1/batches/${many.id}/contact-sheet.png?page=2>; rel="prev"`)
    const [whole, one] = await Promise.all(
      [first, last].map(async (answer) => sharp(await answer.arrayBuffer()).metadata()),
    )
    expect([whole?.height, one?.height]).toEqual([16 + 12 * 214, 16 + 214])
    expect([(await page('4')).status, (await page('0')).status, (await page('x')).status]).toEqual([404, 400, 400])
  })
})
