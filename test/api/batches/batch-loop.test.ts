import { join } from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BatchWait } from '#contract/batch.ts'
import { fitting, roomOf } from '../../../api/batches/admission.ts'
import { BatchLoop, type BatchLoopDeps } from '../../../api/batches/batch-loop.ts'
import { chooseWinner } from '../../../api/batches/choose-winner.ts'
import type { OpenStore } from '../../../api/store/open-store.ts'
import { batchEvents, defaults, runOf, startBatch } from '../../support/batches.ts'
import { asOwner, openTestStore, owner, type TestStore, until } from '../../support/test-store.ts'

let test: TestStore
let loop: BatchLoop | null = null

const fullHour: BatchWait = {
  reason: 'runs-per-hour',
  message: 'At most 3 runs an hour may be started.',
  until: '2026-11-22T12:00:00.000Z',
}

function startLoop(store: OpenStore, maxAttempts: number, more: Partial<BatchLoopDeps> = {}): void {
  const { batchWork: work, runs, onChange } = store
  const logger = pino({ level: 'silent' })
  const caps = capsWith(() => null)
  loop = new BatchLoop({ work, runs, caps, logger, maxAttempts, defaults, choose: chooseWinner, onChange, ...more })
  loop.start()
}

const capsWith = (heldBack: () => BatchWait | null): BatchLoopDeps['caps'] => ({
  heldBack,
  makeRun: (_context, make) => make(),
})

/** Ends whatever has been queued, as agents would that all fail; says how many there were. */
async function failAll(store: OpenStore): Promise<number> {
  const live = store.attempts.live()
  for (const { id } of live) await store.attempts.end(id, { exit: 1, reason: 'agent-exit' }, true)
  return live.length
}

const counts = async (store: OpenStore, id: string) => (await store.batches.get(owner, id)).requestCounts
/** How many rows of that id a query counts, also of what nobody is shown. */
function countOf(sql: string, id: string): number {
  const sqlite = new Database(join(test.dataDir, 'axoloom.db'), { readonly: true })
  const { n } = sqlite.prepare(`SELECT count(*) AS n FROM ${sql}`).get(id) as { n: number }
  sqlite.close()
  return n
}
const runsOf = (batchId: string) => countOf('runs WHERE batchId = ?', batchId)
const ended = (id: string) => async () => (await test.store.batches.get(owner, id)).status === 'ended'

describe('the loop of the batches', () => {
  beforeAll(async () => {
    test = await openTestStore()
  })
  afterEach(async () => {
    await loop?.stop()
    loop = null
    // the next test starts with nothing to do
    await failAll(test.store)
    test.edit("UPDATE batches SET state = 'ended'")
  })
  afterAll(() => test.close())

  it('brings every row to its end, a few at a time, and then the batch', async () => {
    const { id } = await startBatch(test.store, { rows: 20, variations: 2 })
    startLoop(test.store, 4)
    let most = 0
    await until(async () => {
      most = Math.max(most, await failAll(test.store))
      return await ended(id)()
    }, 'the end of the batch')
    const events = batchEvents(test, id)
    const rowsOf = (type: string) => events.filter((event) => event.type === type).map(({ row }) => row)

    expect(most).toBeLessThanOrEqual(8)
    expect(await counts(test.store, id)).toMatchObject({ total: 20, failed: 20 })
    for (const type of ['row-start', 'row-end']) {
      expect(rowsOf(type).sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 20 }, (_, row) => row))
    }
    expect(events.at(-1)?.type).toBe('batch-end')
    expect(runsOf(id)).toBe(20)
  })

  it('goes on where an earlier process was, wherever that was', async () => {
    const { id } = await startBatch(test.store, { rows: 4 })
    startLoop(test.store, 2)
    await until(() => test.store.attempts.live().length > 0, 'a row that runs')
    await loop?.stop()
    await failAll(test.store)
    const store = await test.reopen()
    startLoop(store, 2)
    await until(async () => {
      await failAll(store)
      return ended(id)()
    }, 'the end of the batch')

    expect(await counts(store, id)).toMatchObject({ total: 4, failed: 4 })
    expect(runsOf(id)).toBe(4)
  })

  it('ends every row of a batch that is cancelled, though nothing of it was admitted', async () => {
    const { id } = await startBatch(test.store, { rows: 450 })
    await test.store.batches.pause(id, asOwner)
    startLoop(test.store, 4)
    await test.store.batches.cancel(id, 'finish', asOwner)
    await until(ended(id), 'the end of the batch')

    expect(await counts(test.store, id)).toMatchObject({ total: 450, cancelled: 450 })
    expect(test.store.attempts.live()).toEqual([])
  })

  it('lets no batch keep another one out', async () => {
    const first = await startBatch(test.store, { rows: 50 })
    const second = await startBatch(test.store, { rows: 50, owner: 'other' })
    startLoop(test.store, 4)
    await until(() => test.store.attempts.live().length === 4, 'as many as there are places')

    expect(
      test.store.attempts
        .live()
        .map(({ batchId }) => batchId)
        .sort(),
    ).toEqual([first.id, first.id, second.id, second.id].sort())
  })

  it('admits nothing of an owner who has reached a bound', async () => {
    let held: BatchWait | null = fullHour
    const { id } = await startBatch(test.store, { rows: 1 })
    startLoop(test.store, 4, { caps: capsWith(() => held) })
    await test.store.probe()
    expect(await counts(test.store, id)).toMatchObject({ queued: 1 })
    held = null
    loop?.wake()

    await until(() => test.store.attempts.live().length === 1, 'the row runs')
  })

  it('asks before each row whether its owner has room', async () => {
    let room = 2
    const { id } = await startBatch(test.store, { rows: 4 })
    startLoop(test.store, 4, { caps: capsWith(() => (room-- > 0 ? null : fullHour)) })
    await until(() => room < 0, 'the bound is reached')
    await loop?.stop()

    expect(await counts(test.store, id)).toMatchObject({ queued: 2, running: 2 })
  })

  it('removes what is left of a file that never arrived whole', async () => {
    const id = await test.store.batches.begin({ name: null, selection: { rule: 'none' }, isPartial: false }, owner)
    const request = JSON.stringify({ brief: 'b', variations: 1, parents: [] })
    await test.store.batches.add(id, [{ row: 0, line: 1, customId: 'a', request }])
    startLoop(await test.reopen(), 4)

    await until(() => countOf('batches WHERE id = ?', id) === 0, 'it is gone')
    expect(countOf('batch_rows WHERE batchId = ?', id)).toBe(0)
  })

  it('goes on after a round that failed', async () => {
    const { id } = await startBatch(test.store, { rows: 1, selection: { rule: 'first' } })
    let failures = 0
    const choose: BatchLoopDeps['choose'] = () => {
      failures += 1
      if (failures < 3) throw new Error('no choice today')
      return null
    }
    startLoop(test.store, 4, { choose })
    await until(async () => (await failAll(test.store)) > 0, 'the row runs')
    await until(() => {
      loop?.wake()
      return ended(id)()
    }, 'the end of the batch')

    expect(failures).toBe(3)
    expect(await counts(test.store, id)).toMatchObject({ failed: 1 })
  })

  it('ends a row whose run was deleted right after its end, without a choice', async () => {
    const { id } = await startBatch(test.store, { rows: 1, selection: { rule: 'first' } })
    await test.store.batchWork.admit(id, 0, defaults)
    await failAll(test.store)
    await test.store.runs.delete(await runOf(test.store, id, 0), asOwner)
    startLoop(test.store, 4)
    await until(ended(id), 'the end of the batch')

    expect(await test.store.batches.row(owner, id, 0)).toMatchObject({ state: 'failed', choice: null })
  })

  it('is stopped only when the round under way is over', async () => {
    const { id } = await startBatch(test.store, { rows: 1, selection: { rule: 'first' } })
    await test.store.batchWork.admit(id, 0, defaults)
    await failAll(test.store)
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const runs: BatchLoopDeps['runs'] = {
      async get(...args) {
        asked.resolve()
        await answer.promise
        return test.store.runs.get(...args)
      },
    }
    startLoop(test.store, 4, { runs })
    await asked.promise
    let isStopped = false
    const stopping = loop?.stop().then(() => {
      isStopped = true
    })
    await test.store.probe()
    expect(isStopped).toBe(false)
    answer.resolve()
    await stopping

    expect(await test.store.batches.row(owner, id, 0)).toMatchObject({ state: 'failed' })
  })

  it('leaves neither timer nor listener behind when it stops', async () => {
    let listeners = 0
    const onChange: BatchLoopDeps['onChange'] = (listener) => {
      listeners += 1
      const remove = test.store.onChange(listener)
      return () => {
        listeners -= 1
        remove()
      }
    }
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      startLoop(test.store, 4, { onChange })
      const open = [listeners, vi.getTimerCount()]
      await loop?.stop()

      expect([open, [listeners, vi.getTimerCount()]]).toEqual([
        [1, 1],
        [0, 0],
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it('says what holds rows back, once, and that it is over', async () => {
    let held: BatchWait | null = fullHour
    const { id } = await startBatch(test.store, { rows: 2 })
    const waitOf = async () => (await test.store.batches.get(owner, id)).wait
    startLoop(test.store, 4, { caps: capsWith(() => held) })
    await until(async () => (await waitOf()) !== null, 'a wait that is shown')
    expect(await waitOf()).toEqual(fullHour)
    await loop?.stop()
    startLoop(test.store, 4, { caps: capsWith(() => held) })
    await test.store.probe()
    held = null
    loop?.wake()
    await until(() => test.store.attempts.live().length === 2, 'the rows run')
    await until(async () => (await waitOf()) === null, 'the wait is over')

    const said = batchEvents(test, id).filter(({ type }) => type === 'batch-wait')
    expect(said.map(({ data }) => data)).toEqual([
      fullHour,
      { reason: null, message: 'The wait is over.', until: null },
    ])
  })

  it('says that a budget holds it back when all of it that began waits for one', async () => {
    const { id } = await startBatch(test.store, { rows: 9 })
    startLoop(test.store, 2)
    await until(() => test.store.attempts.live().length === 2, 'the first rows')
    const wait = { reason: 'budget' as const, message: 'The budget of the day does not allow more.' }
    const [first, second] = test.store.attempts.live()
    await test.store.attempts.wait(first?.id ?? '', wait)
    expect(test.store.batchWork.budgetWait(id)).toBeNull()
    await test.store.attempts.wait(second?.id ?? '', wait)
    loop?.wake()

    const shown = { ...wait, until: null }
    await until(async () => (await test.store.batches.get(owner, id)).wait !== null, 'a wait that is shown')
    expect((await test.store.batches.get(owner, id)).wait).toEqual(shown)
    expect((await test.store.batches.pause(id, asOwner)).value.wait).toBeNull()
  })

  it('chooses by the rule of the batch, and says why', async () => {
    const { id } = await startBatch(test.store, { rows: 1, variations: 2, selection: { rule: 'first' } })
    startLoop(test.store, 4)
    await until(() => test.store.attempts.live().length === 2, 'the row runs')
    const [good, bad] = test.store.attempts.live()
    // what an agent's finish and picture come to
    test.edit(`UPDATE attempts SET state = 'ended', outcome = 'succeeded', endedAt = queuedAt WHERE id = ?`, good?.id)
    await test.store.attempts.end(bad?.id ?? '', { exit: 1, reason: 'agent-exit' }, true)
    await until(ended(id), 'the end of the batch')

    expect((await test.store.batches.row(owner, id, 0)).choice).toEqual({
      variation: good?.index,
      why: 'It was the only one that succeeded.',
    })
  })
})

describe('the room for rows', () => {
  const rows: readonly [what: string, queued: readonly number[], places: number, room: readonly number[]][] = [
    ['is all of it for one batch', [0], 4, [4]],
    ['is what is left of it', [3], 4, [1]],
    ['is none where enough wait', [9], 4, [0]],
    ['is shared evenly', [0, 1], 4, [2, 1]],
    ['is one for each, however many there are', [0, 0, 0, 1], 2, [1, 1, 1, 0]],
  ]

  it.each(rows)('%s', (_what, queued, places, room) => {
    const batches = queued.map((queuedAttempts, i) => ({ id: `${i}`, queuedAttempts }))

    expect([...roomOf(batches, places).values()]).toEqual(room)
  })

  it('takes a whole row also where it is larger', () => {
    expect(fitting([{ variations: 3 }, { variations: 3 }, { variations: 3 }], 4)).toHaveLength(2)
    expect(fitting([{ variations: 16 }, { variations: 1 }], 1)).toHaveLength(1)
    expect(fitting([{ variations: 1 }], 0)).toHaveLength(0)
  })
})
