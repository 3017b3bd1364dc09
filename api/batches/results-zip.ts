import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Artifact } from '#contract/api.ts'
import type { BatchResult } from '#contract/batch-result.ts'
import { picturePath } from './picture-path.ts'
import { toCsv, toJsonArray } from './results-text.ts'

export interface ZipSource {
  /** Every result from the first; the first time it may wait for rows to end, after that it gives what there is. */
  results(isFirst: boolean): AsyncIterable<BatchResult>
  /** The bytes; null where they are gone. */
  picture(picture: Artifact): Promise<Buffer | null>
  /** Date of every file inside. */
  readonly at: Date
  readonly isChosenOnly: boolean
}

/**
 * Pictures, `metadata.json` and `results.csv` as one zip, made while it is read: one picture is held at a time, and the
 * texts come last, by a second look at the rows, so that they name just the pictures that are in it. A stream that was
 * destroyed is a broken zip, never a short one: the directory at its end is missing.
 */
export function zipResults(source: ZipSource, signal: AbortSignal): Readable {
  const zip = new ZipFile()
  const output = new PassThrough()
  zip.outputStream.pipe(output)
  const fail = (error: Error) => output.destroy(error)
  zip.on('error', fail)
  zip.outputStream.on('error', fail)
  fill(zip, source, output, signal).catch(fail)
  return output
}

async function fill(zip: ZipFile, source: ZipSource, output: PassThrough, signal: AbortSignal): Promise<void> {
  const places = new Map<string, string>()
  const rows = new Set<number>()
  for await (const result of source.results(true)) {
    rows.add(result.row)
    for (const variation of result.variations) {
      const { picture } = variation
      const isWanted = !source.isChosenOnly || result.choice?.variation === variation.index
      const bytes = picture && isWanted ? await source.picture(picture) : null
      signal.throwIfAborted()
      if (picture === null || bytes === null) continue
      const path = picturePath(result, variation)
      places.set(picture.id, path)
      // a PNG is as small as it gets, and with its size known beforehand every program can read it as it comes
      zip.addBuffer(bytes, path, { compress: false, mtime: source.at })
      await drained(output, signal)
    }
  }
  signal.throwIfAborted()
  const again = () => placed(source.results(false), rows, places)
  addText(zip, 'metadata.json', toJsonArray(again()), source.at)
  addText(
    zip,
    'results.csv',
    toCsv(again(), ({ picture }) => places.get(picture?.id ?? '') ?? ''),
    source.at,
  )
  zip.end()
}

/** The rows whose pictures were looked at, each variation with the place of its picture. */
async function* placed(
  results: AsyncIterable<BatchResult>,
  rows: ReadonlySet<number>,
  places: ReadonlyMap<string, string>,
): AsyncGenerator<BatchResult> {
  for await (const result of results) {
    if (!rows.has(result.row)) continue
    const variations = result.variations.map((variation) => ({
      ...variation,
      file: places.get(variation.picture?.id ?? '') ?? null,
    }))
    yield { ...result, variations }
  }
}

function addText(zip: ZipFile, name: string, text: AsyncIterable<string>, mtime: Date): void {
  zip.addReadStreamLazy(name, { mtime }, (give) => {
    const stream = Readable.from(text)
    stream.on('error', (error) => zip.emit('error', error))
    give(null, stream)
  })
}

/** Resolves when the reader has taken what was written. Throws when it is gone. */
async function drained(output: PassThrough, signal: AbortSignal): Promise<void> {
  // what was added is passed on in later turns
  while (output.writableNeedDrain) await once(output, 'drain', { signal })
}
