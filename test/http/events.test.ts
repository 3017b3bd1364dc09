import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EventClient } from '../support/event-client.ts'
import { commitLogs, type PublicApi, postRun, startFirstAttempt, startPublicApi } from '../support/public-api.ts'

let api: PublicApi
let runId: string

beforeAll(async () => {
  api = await startPublicApi({ limits: { heartbeatMs: 300, readerTickMs: 50 } })
  runId = (await postRun(api.url)).id
  await commitLogs(api.store, runId, ['3 is the start; this is 4', '5'])
})
afterAll(() => api.close())

function open(query = '', headers: Record<string, string> = {}, id = runId): Promise<EventClient> {
  return EventClient.open(`${api.url}/v1/runs/${id}/events${query}`, headers)
}

async function endedRunId(): Promise<string> {
  const { id } = await postRun(api.url)
  await endRun(id)
  return id
}

async function endRun(id: string): Promise<void> {
  const attempt = await startFirstAttempt(api.store, id)
  await api.store.attempts.end(attempt.id, { exit: 1 }, true)
}

describe('the stream of a run', () => {
  it('sends what is stored, then what is committed, each event once', async () => {
    const { id } = await postRun(api.url)
    const client = await open('', {}, id)
    await client.until((it) => it.seqs.length === 2, 'what is stored')
    await commitLogs(api.store, id, ['one'])
    await client.until((it) => it.text.includes('"one"'), 'the first commit')
    await commitLogs(api.store, id, ['two', 'three'])
    await client.until((it) => it.text.includes('"three"'), 'the second commit')
    expect(client.seqs).toEqual([1, 2, 3, 4, 5, 6])
    client.leave()
  })

  it.each([[undefined], ['*/*'], ['text/event-stream'], ['text/html, */*;q=0.1']])(
    'comes as server-sent events for Accept: %s',
    async (accept) => {
      const client = await open('?follow=false', accept === undefined ? {} : { accept })
      await client.closed()
      expect(client.status).toBe(200)
      expect(client.response?.headers).toMatchObject({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      expect(client.text.startsWith('retry: 1000\n\nid: 1\nevent: run-start\ndata: {"seq":1,')).toBe(true)
      expect(client.seqs).toEqual([1, 2, 3, 4, 5])
      expect(client.isComplete).toBe(true)
    },
  )

  it.each([['application/x-ndjson'], ['application/x-ndjson, text/event-stream;q=0.5']])(
    'comes as lines for Accept: %s',
    async (accept) => {
      const client = await open('?follow=false', { accept })
      await client.closed()
      expect(client.response?.headers['content-type']).toBe('application/x-ndjson')
      const lines = client.text.trimEnd().split('\n')
      expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3, 4, 5])
    },
  )

  it('follows as lines too, and its head leaves before the first event', async () => {
    const { id } = await postRun(api.url)
    const client = await open('?after=2', { accept: 'application/x-ndjson' }, id)
    expect(client.status).toBe(200)
    await commitLogs(api.store, id, ['live'])
    await client.until((it) => it.text.includes('"live"'))
    expect(client.text.startsWith('{"seq":3,')).toBe(true)
    client.leave()
  })

  it.each([
    ['?after=3', {}, [4, 5]],
    ['', { 'last-event-id': '3' }, [4, 5]],
    ['?after=1', { 'last-event-id': '4' }, [5]],
    ['?after=banana', { 'last-event-id': '4' }, [5]],
    ['?after=5', {}, []],
    ['?after=0', {}, [1, 2, 3, 4, 5]],
  ])('goes on with "%s" and %o', async (query, headers, seqs) => {
    const client = await open(`${query}${query === '' ? '?' : '&'}follow=false`, headers)
    await client.closed()
    expect(client.seqs).toEqual(seqs)
  })

  it('is the same bytes for every reader, wherever each began', async () => {
    const { id } = await postRun(api.url)
    const early = await open('', {}, id)
    for (let i = 0; i < 20; i++) await commitLogs(api.store, id, [`event ${i}`, `its sibling ${i}`])
    const late = await open('?after=7', {}, id)
    await commitLogs(api.store, id, ['last'])
    await early.until((it) => it.text.includes('"last"'))
    await late.until((it) => it.text.includes('"last"'))
    expect(early.seqs).toEqual(Array.from({ length: 44 }, (_, i) => i + 1))
    expect(late.blocks.join('')).toBe(early.blocks.slice(7).join(''))
    early.leave()
    late.leave()
  })

  it('keeps control characters and separators inside their event', async () => {
    const { id } = await postRun(api.url)
    const texts = ['50%\rdata: injected', 'a\u2028b\u2029c', 'x\n\nid: 99\n\n', '\u0000\u001b[31m']
    await commitLogs(api.store, id, texts)
    const client = await open('?after=3&follow=false', {}, id)
    await client.closed()
    expect(client.seqs).toEqual([4, 5, 6, 7])
    expect(client.text).not.toMatch(/\r/)
    expect(client.blocks.map((block) => JSON.parse(block.slice(block.indexOf('data: ') + 6)).data.text)).toEqual(texts)
  })

  it('says that it lives while nothing happens', async () => {
    const client = await open('?after=5')
    await client.until((it) => it.text.split(': heartbeat\n\n').length > 2, 'two heartbeats')
    expect(client.text.replaceAll(': heartbeat\n\n', '')).toBe('retry: 1000\n\n')
    client.leave()
  })

  it('forgets a reader that left', async () => {
    const client = await open('?after=5')
    const readers = async () =>
      /axoloom_stream_readers (\d+)/.exec(await (await fetch(`${api.url}/metrics`)).text())?.[1]
    await expect.poll(readers).not.toBe('0')
    client.leave()
    await expect.poll(readers).toBe('0')
  })
})

describe('the stream until the end', () => {
  it('ends when the run is ended and everything is sent', async () => {
    const { id } = await postRun(api.url)
    const client = await open('?until=end', {}, id)
    await client.until((it) => it.seqs.length === 2)
    await endRun(id)
    await client.closed()
    expect(client.isComplete).toBe(true)
    expect(client.text).toContain('event: run-end\n')
    expect(client.seqs).toEqual(client.seqs.map((_, i) => i + 1))
  })

  it('gives what is missing of a run that is ended, then ends', async () => {
    const client = await open('?until=end', {}, await endedRunId())
    await client.closed()
    expect(client.isComplete).toBe(true)
    expect(client.blocks.at(-1)).toContain('event: run-end\n')
  })

  it('is answered in 204 to who has everything already', async () => {
    const id = await endedRunId()
    const { lastSeq } = await api.store.runs.head('local', id)
    const known = await fetch(`${api.url}/v1/runs/${id}/events?until=end`, {
      headers: { 'last-event-id': String(lastSeq) },
    })
    expect(known.status).toBe(204)
    expect(await known.text()).toBe('')
    const following = await open(`?after=${lastSeq}`, {}, id)
    expect(following.status).toBe(200)
    following.leave()
  })

  it('goes on over an end that a retry has undone', async () => {
    const id = await endedRunId()
    await api.store.runs.retryVariation(id, 0, { owner: 'local' })
    const client = await open('?until=end', {}, id)
    await client.until((it) => it.text.includes('"cause":"retry"'), 'the retry')
    expect(client.isClosed).toBe(false)
    await endRun(id)
    await client.closed()
    expect(client.text.split('event: run-end\n')).toHaveLength(3)
  })
})
