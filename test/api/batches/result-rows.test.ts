import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ResultSource, resultRows } from '../../../api/batches/result-rows.ts'
import { startBatch } from '../../support/batches.ts'
import { asOwner, openTestStore, owner, type TestStore } from '../../support/test-store.ts'

let test: TestStore
beforeAll(async () => {
  test = await openTestStore()
})
afterAll(() => test.close())

const running = new AbortController().signal

/** A batch whose rows can be ended without ever having run, a chunk of them at a time. */
async function cancelledBatch(rows: number): Promise<string> {
  const { id } = await startBatch(test.store, { rows })
  await test.store.batches.cancel(id, 'finish', asOwner)
  return id
}

async function endAllRows(id: string): Promise<void> {
  while ((await test.store.batchWork.cancelRows(id)) > 0);
}

/** The log of the store, and who listens to it at this moment. */
function watchedLog(onSubscribe = () => {}): { log: ResultSource['log']; listeners: Set<object> } {
  const listeners = new Set<object>()
  const log: ResultSource['log'] = {
    subscribe(logId, wake) {
      const one = {}
      listeners.add(one)
      const remove = test.store.log.subscribe(logId, wake)
      onSubscribe()
      return () => {
        listeners.delete(one)
        remove()
      }
    },
  }
  return { log, listeners }
}

const numbersTo = (count: number) => Array.from({ length: count }, (_, row) => row)
const rowsOf = async (source: ResultSource, batchId: string, isFollowing = false, signal = running) =>
  (await Array.fromAsync(resultRows(source, { owner, batchId, isFollowing }, signal))).map(({ row }) => row)

describe('the rows of results', () => {
  // they are read a hundred at a time
  it.each([100, 201])('are all of %i, each once, in the order of the file', async (count) => {
    const id = await cancelledBatch(count)
    await endAllRows(id)

    expect(await rowsOf(test.store, id)).toEqual(numbersTo(count))
  })

  it('that end during a look come with the next one', async () => {
    const id = await cancelledBatch(3)
    const { batches } = test.store
    const { log, listeners } = watchedLog()
    let looks = 0
    const source: ResultSource = {
      runs: test.store.runs,
      log,
      batches: {
        rows: (...args) => batches.rows(...args),
        head: (...args) => batches.head(...args),
        async endedRows(...args) {
          const found = await batches.endedRows(...args)
          looks += 1
          if (looks > 1) return found
          await endAllRows(id)
          await test.store.batchWork.end(id)
          return found
        },
      },
    }

    expect(await rowsOf(source, id, true)).toEqual([0, 1, 2])
    expect(listeners.size).toBe(0)
  })

  it('break off with the signal, and leave no listener behind', async () => {
    const id = await cancelledBatch(1)
    const leaving = new AbortController()
    const leave = () => setImmediate(() => leaving.abort(new Error('the reader left')))
    const { log, listeners } = watchedLog(leave)
    const source: ResultSource = { runs: test.store.runs, batches: test.store.batches, log }

    await expect(rowsOf(source, id, true, leaving.signal)).rejects.toThrow('the reader left')
    expect(listeners.size).toBe(0)
  })
})
