import { finished } from 'node:stream/promises'
import { CsvError, type Parser, parse } from 'csv-parse'
import { MAX_BATCH_LINE_BYTES } from '#contract/batch.ts'
import { columnFaults, lineOfCells } from './csv-columns.ts'
import { badLine, decodeUtf8, type FileLine, lastLine } from './file-line.ts'

const NEWLINE = 0x0a
const MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** A record as the parser tells it: cells as bytes, so that broken ones can be told. */
interface CsvRecord {
  readonly cells: readonly Buffer[]
  /** Where it begins. */
  readonly line: number
}

/**
 * Reads a table (RFC 4180) whose first line names the columns. A record's line is where it begins. Once a quote is not
 * as it should be, nobody can say where the next line begins: reading ends there.
 */
export async function* readCsv(chunks: AsyncIterable<Buffer>): AsyncGenerator<FileLine> {
  let names: readonly string[] | null = null
  for await (const record of readRecords(chunks)) {
    if ('fault' in record) {
      yield record
      return
    }
    const { cells, line } = record
    const texts = cells.flatMap((cell) => decodeUtf8(cell) ?? [])
    if (names !== null) {
      yield texts.length < cells.length ? badLine(line, 'must be UTF-8') : lineOf(line, names, texts)
      continue
    }
    names = texts.map((name) => name.trim())
    const faults = texts.length < cells.length ? [{ pointer: '', detail: 'must be UTF-8' }] : columnFaults(names)
    yield* faults.map(({ pointer, detail }) => lastLine(line, detail, pointer))
    if (faults.length > 0) return
  }
}

function lineOf(line: number, names: readonly string[], texts: readonly string[]): FileLine {
  if (texts.length > names.length) return badLine(line, `has ${texts.length} cells for ${names.length} columns`)
  return { line, value: lineOfCells(names, texts), fault: null }
}

/**
 * The records of each chunk as it comes. They are taken where the parser finds them and not from its other end: an error
 * would throw away those that it still holds there.
 */
async function* readRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord | FileLine> {
  const found: CsvRecord[] = []
  const parser = createParser((record) => found.push(record))
  try {
    for await (const chunk of withoutMark(chunks)) {
      await settled((done) => parser.write(chunk, done))
      yield* found.splice(0)
    }
    const end = finished(parser.resume())
    parser.end()
    await end
    yield* found.splice(0)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield* found.splice(0)
    yield lastLine(parser.info.lines, faultOf(error))
  } finally {
    parser.destroy()
  }
}

function createParser(take: (record: CsvRecord) => void): Parser {
  const parser = parse({
    encoding: null,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_BATCH_LINE_BYTES,
    // its types know nothing of cells without an encoding
    on_record: (record: readonly unknown[], { lines }) => {
      const cells = record.filter((cell) => Buffer.isBuffer(cell))
      take({ cells, line: lines - cells.reduce((sum, cell) => sum + countNewlines(cell), 0) })
      return null
    },
  })
  // every write tells of its error as well
  parser.on('error', () => {})
  return parser
}

function settled(begin: (done: (error: Error | null | undefined) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    begin((error) => {
      if (error) reject(error)
      else resolve()
    })
  })
}

function countNewlines(cell: Buffer): number {
  let count = 0
  for (let at = cell.indexOf(NEWLINE); at !== -1; at = cell.indexOf(NEWLINE, at + 1)) count++
  return count
}

function faultOf({ code, message }: CsvError): string {
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return `must be at most ${MAX_BATCH_LINE_BYTES} bytes long; nothing behind it was read`
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'has a quote that is never closed'
  if (code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE') {
    return 'has a quote where none may be: quote the whole cell and double the quotes in it; nothing behind it was read'
  }
  return `cannot be read: ${message}`
}

/** Without the byte order mark that spreadsheets put before everything. */
async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (start === null) {
      yield chunk
      continue
    }
    start = Buffer.concat([start, chunk])
    if (start.length < MARK.length) continue
    yield start.subarray(start.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0)
    start = null
  }
  if (start !== null) yield start
}
