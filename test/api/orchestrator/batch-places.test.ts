import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { batchPlaces } from '../../../api/orchestrator/batch-places.ts'
import { defaults, startBatch } from '../../support/batches.ts'
import { openTestOrchestrator, type TestOrchestrator } from '../../support/test-orchestrator.ts'
import { createRun, until } from '../../support/test-store.ts'

let test: TestOrchestrator
beforeEach(async () => {
  test = await openTestOrchestrator('waits', { maxAttempts: 4 })
})
afterEach(() => test.close())

const atWork = () => test.store.attempts.live().filter(({ state }) => state !== 'queued')

describe('places of batches', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
    [8, 6],
    [64, 48],
  ])('of %i are %i', (places, ofBatches) => {
    expect(batchPlaces(places)).toBe(ofBatches)
  })

  it('are never the last ones, so that an interactive run starts at once', async () => {
    const { id } = await startBatch(test.store, { rows: 2, variations: 4 })
    for (const row of [0, 1]) await test.store.batchWork.admit(id, row, defaults)
    test.start()
    await until(() => atWork().length === 3, 'as many of the batch as may run')
    const run = await createRun(test.store)
    await until(() => atWork().some(({ runId }) => runId === run.id), 'the interactive run is at work')

    expect(atWork().filter(({ batchId }) => batchId !== null)).toHaveLength(3)
  })

  it('are given behind interactive runs, however long those have waited less', async () => {
    const { id } = await startBatch(test.store, { rows: 1, variations: 4 })
    await test.store.batchWork.admit(id, 0, defaults)
    const run = await createRun(test.store, { variations: 3 })
    test.start()
    await until(() => atWork().length === 4, 'every place is taken')

    expect(atWork().filter(({ runId }) => runId === run.id)).toHaveLength(3)
  })
})
