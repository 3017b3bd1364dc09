import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { toCsv, toJsonArray, toJsonLines } from '../../../api/batches/results-text.ts'
import { BatchResult } from '../../../contract/batch-result.ts'
import { each, sampleResult, sampleVariation, whole } from './support/results.ts'

const csvOf = async (...results: BatchResult[]): Promise<Record<string, string>[]> =>
  parse(await whole(toCsv(each(results))), { columns: true })

describe('results as JSON', () => {
  it('are a line each, whatever is in them', async () => {
    const results = [sampleResult(0, { brief: 'two\nlines\u2028' }), sampleResult(1)]
    const lines = (await whole(toJsonLines(each(results)))).split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => BatchResult.parse(JSON.parse(line)))).toEqual(results)
  })

  it.each([0, 1, 3])('are one array of %i', async (count) => {
    const results = Array.from({ length: count }, (_, row) => sampleResult(row))
    expect(JSON.parse(await whole(toJsonArray(each(results))))).toEqual(results)
  })
})

describe('results as CSV', () => {
  it('have a line for each variation, and say which is chosen and why', async () => {
    const lines = await csvOf(sampleResult(4))
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatchObject({
      customId: 'row-4',
      row: '4',
      line: '5',
      variation: '0',
      isChosen: 'false',
      why: '',
    })
    expect(lines[1]).toMatchObject({
      brief: 'A baker, "by the canal"',
      variation: '1',
      isChosen: 'true',
      why: 'It was the first of 2 that succeeded, 0.30 s ahead.',
      name: 'Miso 1',
      durationMs: '1200',
      costUsd: '0',
      picture: expect.stringMatching(/^\/v1\/artifacts\//),
    })
  })

  it('have one line for a row that never became a run', async () => {
    const fault = { line: 1, pointer: '', detail: 'Its model is not there.' }
    const lines = await csvOf(sampleResult(0, { runId: null, state: 'failed', choice: null, variations: [], fault }))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      state: 'failed',
      variation: '',
      isChosen: 'false',
      message: fault.detail,
      picture: '',
    })
  })

  it('leave empty what nobody knows', async () => {
    const unknown = sampleVariation(0, { costUsd: null, durationMs: null, design: null, picture: null })
    const [line] = await csvOf(sampleResult(0, { choice: null, variations: [unknown] }))
    expect(line).toMatchObject({ costUsd: '', durationMs: '', name: '', picture: '', why: '' })
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])('keep a spreadsheet from calculating %j', async (customId) => {
    expect((await csvOf(sampleResult(0, { customId })))[0]?.customId).toBe(`'${customId}`)
  })
})
