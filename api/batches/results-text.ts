import { stringify } from 'csv-stringify/sync'
import type { BatchResult, BatchResultVariation } from '#contract/batch-result.ts'

/** One line a row, each a JSON object. */
export async function* toJsonLines(results: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const result of results) yield `${JSON.stringify(result)}\n`
}

/** One JSON array, a row on each line. */
export async function* toJsonArray(results: AsyncIterable<object>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const result of results) {
    yield `${before}${JSON.stringify(result)}`
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** Where the picture of a variation is to be found, for the last column. */
export type PicturePlace = (variation: BatchResultVariation) => string

/**
 * One line a variation with names of columns first, and one line for a row without variations. Cells that a
 * spreadsheet would take for a formula begin with an apostrophe; JSON has them as they are.
 */
export async function* toCsv(
  results: AsyncIterable<BatchResult>,
  placeOf: PicturePlace = ({ picture }) => picture?.href ?? '',
): AsyncGenerator<string> {
  yield lineOf(columns.map(([name]) => name))
  for await (const result of results) {
    const variations = result.variations.length === 0 ? [null] : result.variations
    yield variations.map((variation) => lineOf(columns.map(([, read]) => read(result, variation, placeOf)))).join('')
  }
}

type Cell = string | number | boolean | null | undefined
type Column = (result: BatchResult, variation: BatchResultVariation | null, placeOf: PicturePlace) => Cell

const columns: readonly (readonly [string, Column])[] = [
  ['customId', ({ customId }) => customId],
  ['row', ({ row }) => row],
  ['line', ({ line }) => line],
  ['brief', ({ brief }) => brief],
  ['state', ({ state }) => state],
  ['runId', ({ runId }) => runId],
  ['variation', (_, variation) => variation?.index],
  ['variationState', (_, variation) => variation?.state],
  ['isChosen', ({ choice }, variation) => variation !== null && choice?.variation === variation.index],
  ['why', ({ choice }, variation) => (choice?.variation === variation?.index ? choice?.why : null)],
  ['name', (_, variation) => variation?.design?.name],
  ['story', (_, variation) => variation?.design?.story],
  ['direction', (_, variation) => variation?.direction],
  ['morph', (_, variation) => variation?.design?.morph],
  ['mood', (_, variation) => variation?.design?.mood],
  ['technique', (_, variation) => variation?.design?.technique],
  ['habitat', (_, variation) => variation?.design?.habitat.kind],
  ['attempt', (_, variation) => variation?.attempt],
  ['durationMs', (_, variation) => variation?.durationMs],
  ['costUsd', (_, variation) => variation?.costUsd],
  ['reason', (_, variation) => variation?.reason],
  ['message', ({ fault }, variation) => variation?.message ?? fault?.detail],
  ['picture', (_, variation, placeOf) => variation && placeOf(variation)],
]

function lineOf(cells: readonly Cell[]): string {
  return stringify([[...cells]], { escape_formulas: true, record_delimiter: '\r\n', cast: { boolean: String } })
}
