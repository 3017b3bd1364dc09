import { connect } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '#contract/api.ts'
import type { Batch, BatchRowList } from '#contract/batch.ts'
import { publicLimits } from '../../api/limits.ts'
import { type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'
import { until } from '../support/test-store.ts'

let api: PublicApi
const logged: string[] = []
beforeAll(async () => {
  const logger = pino({ level: 'debug' }, { write: (entry) => void logged.push(entry) })
  api = await startPublicApi({ logger })
})
afterAll(() => api.close())
// the next file comes to an empty server
afterEach(() => {
  const sqlite = new Database(join(api.dataDir, 'axoloom.db'), { timeout: 5000 })
  sqlite.exec('DELETE FROM batch_rows; DELETE FROM batches')
  sqlite.close()
})

const line = (customId: string, more: object = {}) =>
  `${JSON.stringify({ customId, brief: 'an axolotl who bakes', ...more })}\n`
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(`row-${i}`)).join('')

function post(body: BodyInit, query = '', headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api.url}/v1/batches${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body,
  })
}

/** What of batches is in the database, seen or not. */
function countRows(): { batches: number; batch_rows: number } {
  const sqlite = new Database(join(api.dataDir, 'axoloom.db'), { readonly: true })
  const count = (table: string) => (sqlite.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n
  const counts = { batches: count('batches'), batch_rows: count('batch_rows') }
  sqlite.close()
  return counts
}

interface Arrival {
  readonly isStarted: boolean
  readonly pauses: number
}

/** What was logged of each file that arrived, oldest first. */
function arrivals(): Arrival[] {
  return logged.filter((entry) => entry.includes('a file has arrived')).map((entry) => JSON.parse(entry) as Arrival)
}

async function refusal(answer: Response): Promise<Problem> {
  const problem = (await answer.json()) as Problem
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  return problem
}

/** Nothing of a file that was refused may stay behind. */
async function expectNothing(): Promise<void> {
  const list = (await (await fetch(`${api.url}/v1/batches`)).json()) as { data: unknown[] }
  expect(list.data).toEqual([])
  expect(countRows()).toEqual({ batches: 0, batch_rows: 0 })
}

describe('a file of briefs', () => {
  it('becomes a batch whose rows wait, each with what the settings decide written into it', async () => {
    const answer = await post(line('a', { variations: 2 }) + line('b', { labels: { team: 'art' } }), '?name=My+file')
    const batch = (await answer.json()) as Batch
    const rows = (await (await fetch(api.url + batch.links.rows)).json()) as BatchRowList

    expect([answer.status, answer.headers.get('location')]).toEqual([202, batch.links.self])
    expect(batch).toMatchObject({
      name: 'My file',
      status: 'running',
      selection: { rule: 'none' },
      faults: [],
      lastSeq: 1,
    })
    expect(batch.requestCounts).toMatchObject({ total: 2, queued: 2 })
    expect(rows.data.map(({ row, line: at, customId, state, runId }) => [row, at, customId, state, runId])).toEqual([
      [0, 1, 'a', 'queued', null],
      [1, 2, 'b', 'queued', null],
    ])
    await expect((await fetch(api.url + batch.links.self)).json()).resolves.toEqual(batch)
  })

  it('may be a table', async () => {
    const csv = 'customId,brief,variations\na,an axolotl who bakes,2\nb,"one who, well, sings",1\n'
    const batch = (await (
      await post(csv, '?selection=best-by:distance', { 'content-type': 'text/csv' })
    ).json()) as Batch

    expect(batch).toMatchObject({ selection: { rule: 'best-by', metric: 'distance' }, requestCounts: { total: 2 } })
  })

  it('is refused with every fault of every line at once', async () => {
    const file = [
      line('a'),
      line('b', { brief: ' ', variations: 99 }),
      'no json\n',
      line('a'),
      line('d', { designer: 'claude', colour: 'red' }),
      line('e', { variations: 1, directions: ['one', 'two'] }),
      `${JSON.stringify({ brief: 'one without a name' })}\n`,
      '[1]\n',
    ].join('')
    const answer = await post(file)
    const problem = await refusal(answer)

    expect(answer.status).toBe(400)
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual([
      '/lines/2/brief',
      '/lines/2/variations',
      '/lines/3',
      '/lines/4/customId',
      '/lines/5/colour',
      '/lines/6/directions',
      '/lines/7/customId',
      '/lines/8',
    ])
    expect(problem.detail).toBe('Nothing was started: the file has 8 faults.')
    expect(problem.errors?.[3]?.detail).toBe('is the one of line 1 already')
    await expectNothing()
  })

  it('is refused for what this server does not have, as a run would be', async () => {
    const problem = await refusal(await post(line('a', { designer: 'claude' }) + line('b', { renderer: 'comfyui' })))

    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/lines/1/designer', '/lines/2/renderer'])
  })

  it('lists a thousand faults and counts all', async () => {
    const problem = await refusal(await post('{}\n'.repeat(800)))

    expect(problem.errors).toHaveLength(1000)
    expect(problem.detail).toBe('Nothing was started: the file has 1600 faults; the first 1000 are listed.')
  })

  it('is taken without its bad lines where that is asked for', async () => {
    const batch = (await (await post(`${line('a')}bad\n${line('a')}${line('c')}`, '?partial=true')).json()) as Batch
    const rows = (await (await fetch(api.url + batch.links.rows)).json()) as BatchRowList

    expect(batch.faults.map(({ line: at, pointer }) => [at, pointer])).toEqual([
      [2, ''],
      [3, '/customId'],
    ])
    expect(rows.data.map(({ row, line: at, customId }) => [row, at, customId])).toEqual([
      [0, 1, 'a'],
      [1, 4, 'c'],
    ])
  })

  it.each([
    ['has no line', '', '', 'application/x-ndjson', 400],
    ['has no good line', 'bad\n', '?partial=true', 'application/x-ndjson', 400],
    ['is a table that breaks off in a quote', 'customId,brief\na,b\nc,"d', '?partial=true', 'text/csv', 400],
    ['is JSON', '{}', '', 'application/json', 415],
    ['is of no known kind', 'x', '', 'text/plain', 415],
    ['is asked for with an unknown rule', line('a'), '?selection=best-by:luck', 'application/x-ndjson', 400],
  ])('is refused when it %s', async (_what, body, query, mediaType, status) => {
    const answer = await post(body, query, { 'content-type': mediaType })

    expect(answer.status).toBe(status)
    expect((await refusal(answer)).status).toBe(status)
    await expectNothing()
  })

  it('is larger than the body of any other call may be', async () => {
    const file = lines(1500)
    const answer = await post(file)

    expect(file.length).toBeGreaterThan(publicLimits.bodyBytes)
    expect(answer.status).toBe(202)
    expect((await answer.json()) as Batch).toMatchObject({ requestCounts: { total: 1500 } })
  })

  it('gives way to a run that begins, and is taken all the same', async () => {
    const before = arrivals().length
    await post(lines(3000))
    // its agent, of which there is none here, never says a word: it is waited for a while
    await postRun(api.url)
    const answer = await post(lines(3000))
    const [alone, beside] = arrivals().slice(before)

    expect(answer.status).toBe(202)
    expect(alone).toMatchObject({ isStarted: true, pauses: 0 })
    expect(beside?.pauses).toBeGreaterThan(1)
  })

  it('is refused beyond 64 MiB, though nobody said how long it is', async () => {
    let sent = 0
    const chunk = new Uint8Array(1024 * 1024).fill(0x20)
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++
        if (sent > 65) controller.close()
        else controller.enqueue(chunk)
      },
    })
    const init = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body, duplex: 'half' as const }
    const answer = await fetch(`${api.url}/v1/batches`, init)

    expect(answer.status).toBe(413)
    await expectNothing()
  })

  it('leaves nothing behind when its sender goes away in the middle', async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    socket.write(
      'POST /v1/batches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n\r\n',
    )
    socket.write(lines(500))
    await until(() => countRows().batch_rows > 0, 'rows that are staged')
    await expect((await fetch(`${api.url}/v1/batches`)).json()).resolves.toMatchObject({ data: [] })
    socket.destroy()

    await until(() => countRows().batches === 0, 'the batch is gone')
    expect(countRows()).toEqual({ batches: 0, batch_rows: 0 })
  })

  it('is one of eight that arrive at the same time, and makes room when it is there or gives up', async () => {
    const { port } = new URL(api.url)
    const sockets = Array.from({ length: 8 }, () => {
      const socket = connect(Number(port), '127.0.0.1')
      const head = 'POST /v1/batches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n'
      socket.write(`${head}Content-Length: 1000\r\n\r\n{`)
      return socket
    })
    await until(() => countRows().batches === 8, 'eight files are arriving')
    const refused = await post(line('a'))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await refusal(refused)).detail).toBe('8 files arrive already.')
    for (const socket of sockets) socket.destroy()
    await until(() => countRows().batches === 0, 'all have given up')

    for (let i = 0; i < 9; i++) expect((await post(line('a'))).status).toBe(202)
  })

  it('is taken once for an Idempotency-Key, and refused under it when it is another', async () => {
    const headers = { 'idempotency-key': 'a key' }
    const first = (await (await post(lines(3), '', headers)).json()) as Batch
    const again = await post(lines(3), '', headers)
    const other = await post(lines(4), '', headers)
    const otherRule = await post(lines(3), '?selection=first', headers)

    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true'])
    expect(((await again.json()) as Batch).id).toBe(first.id)
    expect([other.status, otherRule.status]).toEqual([422, 422])
    expect(countRows()).toEqual({ batches: 1, batch_rows: 3 })
  })
})
