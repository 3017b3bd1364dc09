import { describe, expect, it } from 'vitest'
import type { FileLine } from '../../../api/batches/file-line.ts'
import { IntakePace } from '../../../api/batches/intake-pace.ts'
import { type CheckedLine, RowChunks, stageLines } from '../../../api/batches/stage-batch.ts'
import type { BatchStaging, NewRow } from '../../../api/store/batch-store.ts'

/** The chunks that would have become transactions. */
function recorder(): { chunks: NewRow[][]; staging: BatchStaging } {
  const chunks: NewRow[][] = []
  const staging: BatchStaging = {
    begin: async () => 'b',
    add: async (_id, rows) => void chunks.push([...rows]),
    start: () => Promise.reject(new Error('nothing is started here')),
    discard: async () => {},
    isAnyStarting: () => false,
  }
  return { chunks, staging }
}

const options = (isPartial: boolean) => ({
  pace: new IntakePace({ isAnyStarting: () => false }, new AbortController().signal),
  isPartial,
})

async function* lines(count: number): AsyncGenerator<FileLine> {
  for (let line = 1; line <= count; line++) yield { line, value: `row-${line}`, fault: null }
}

const checked =
  (brief: string) =>
  async (value: unknown): Promise<CheckedLine> => ({
    ...{ customId: String(value), faults: [] },
    request: { brief, variations: 1, parents: [] },
  })

describe('staging', () => {
  it('writes a hundred rows at a time, and the rest at the end', async () => {
    const { chunks, staging } = recorder()
    const { rows } = await stageLines(lines(250), checked('b'), new RowChunks(staging, 'b'), options(false))

    expect(rows).toBe(250)
    expect(chunks.map(({ length }) => length)).toEqual([100, 100, 50])
    expect(chunks.flat().map(({ row }) => row)).toEqual(Array.from({ length: 250 }, (_, row) => row))
  })

  it('writes fewer where they are long, so that no transaction holds up others', async () => {
    const { chunks, staging } = recorder()
    await stageLines(lines(20), checked('x'.repeat(60_000)), new RowChunks(staging, 'b'), options(false))

    expect(chunks.map(({ length }) => length)).toEqual([5, 5, 5, 5])
  })

  it.each([
    [10_000, 10_000, []],
    [10_001, 10_000, [10_001]],
    [10_500, 10_000, [10_001]],
  ])('takes ten thousand rows and no more: of %i it takes %i', async (count, taken, at) => {
    const { chunks, staging } = recorder()
    const staged = await stageLines(lines(count), checked('b'), new RowChunks(staging, 'b'), options(true))

    expect(staged).toMatchObject({ rows: taken, faultCount: at.length, isFatal: at.length > 0 })
    expect(staged.faults.map(({ line }) => line)).toEqual(at)
    expect(chunks.flat()).toHaveLength(taken)
  })

  it('lets others have their turn while a large file is read', async () => {
    const { staging } = recorder()
    let isOver = false
    let turns = 0
    const count = (): void => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    const slow = async (value: unknown): Promise<CheckedLine> => {
      const until = performance.now() + 2
      while (performance.now() < until);
      return { customId: String(value), request: null, faults: [] }
    }
    await stageLines(lines(20), slow, new RowChunks(staging, 'b'), options(false))
    isOver = true

    expect(turns).toBeGreaterThanOrEqual(3)
  })
})
