import { Readable } from 'node:stream'
import { CsvError, type Info, type Parser, parse } from 'csv-parse'
import { MAX_BATCH_LINE_BYTES } from '#contract/batch.ts'
import { columnFaults, lineOfCells } from './csv-columns.ts'
import { badLine, decodeUtf8, type FileLine, lastLine } from './file-line.ts'

const NEWLINE = 0x0a
const MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** What the parser gives with `info` and without an encoding: cells as bytes, so that broken ones can be told. */
interface CsvRecord {
  readonly record: readonly Buffer[]
  readonly info: Pick<Info, 'lines'>
}

/**
 * Reads a table (RFC 4180) whose first line names the columns. A record's line is where it begins. Once a quote is not
 * as it should be, nobody can say where the next line begins: reading ends there.
 */
export async function* readCsv(chunks: AsyncIterable<Buffer>): AsyncGenerator<FileLine> {
  const source = Readable.from(withoutMark(chunks))
  const parser = createParser()
  source.on('error', (error) => parser.destroy(error))
  try {
    yield* readRecords(source.pipe(parser) as AsyncIterable<CsvRecord>)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield lastLine(parser.info.lines, faultOf(error))
  } finally {
    source.destroy()
    parser.destroy()
  }
}

function createParser(): Parser {
  return parse({
    encoding: null,
    info: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_BATCH_LINE_BYTES,
  })
}

async function* readRecords(records: AsyncIterable<CsvRecord>): AsyncGenerator<FileLine> {
  let names: readonly string[] | null = null
  for await (const { record, info } of records) {
    const line = info.lines - record.reduce((sum, cell) => sum + countNewlines(cell), 0)
    const cells = record.flatMap((cell) => decodeUtf8(cell) ?? [])
    if (cells.length < record.length) {
      yield names === null ? lastLine(line, 'must be UTF-8') : badLine(line, 'must be UTF-8')
    } else if (names === null) {
      names = cells.map((name) => name.trim())
      const faults = columnFaults(names)
      yield* faults.map(({ pointer, detail }) => lastLine(line, detail, pointer))
      if (faults.length > 0) return
    } else if (cells.length > names.length) {
      yield badLine(line, `has ${cells.length} cells for ${names.length} columns`)
    } else {
      yield { line, value: lineOfCells(names, cells), fault: null }
    }
  }
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
