import type { CreateRun } from '#contract/api.ts'
import { MAX_BATCH_ROWS, MAX_LISTED_FAULTS, type RowFault } from '#contract/batch.ts'
import type { FieldError } from '../errors.ts'
import type { BatchStaging, NewRow } from '../store/batch-store.ts'
import type { FileLine } from './file-line.ts'
import type { IntakePace } from './intake-pace.ts'

/** Rows of one transaction: about 5 ms, where at most 50 ms are allowed. */
const CHUNK_ROWS = 100
/** Characters of the requests of one transaction, so that long ones do not take longer. */
const CHUNK_CHARACTERS = 256 * 1024

/** A line that was looked at: a run's request, or what is wrong with it. */
export interface CheckedLine {
  /** Null where there is none to be read. */
  readonly customId: string | null
  readonly request: CreateRun | null
  readonly faults: readonly FieldError[]
}

export type CheckLine = (value: unknown) => Promise<CheckedLine>

export interface StageResult {
  readonly rows: number
  /** The first ones. */
  readonly faults: readonly RowFault[]
  readonly faultCount: number
  /** The file cannot be taken even without its bad lines. */
  readonly isFatal: boolean
}

/**
 * Reads a file to its end and stages its good lines, in chunks; whoever else wants the writer or this thread waits for
 * one of them at most. Unless bad lines are to be left out, the first one ends the staging, but not the reading.
 */
export async function stageLines(
  lines: AsyncIterable<FileLine>,
  check: CheckLine,
  chunks: RowChunks,
  { pace, isPartial }: { readonly pace: Pick<IntakePace, 'turn'>; readonly isPartial: boolean },
): Promise<StageResult> {
  const faults = new Faults()
  const customIds = new Map<string, number>()
  let read = 0
  for await (const { line, value, fault } of lines) {
    await pace.turn()
    if (++read > MAX_BATCH_ROWS) {
      faults.add(line, [tooMany], true)
      break
    }
    if (fault !== null) {
      faults.add(line, [fault], fault.isFatal)
      continue
    }
    const { customId, request, faults: own } = await check(value)
    const doubled = doubledBy(customIds, customId, line)
    faults.add(line, [...own, ...doubled], false)
    const isGood = customId !== null && request !== null && doubled.length === 0
    if (isGood && (faults.count === 0 || isPartial))
      await chunks.add({ line, customId, request: JSON.stringify(request) })
  }
  await chunks.flush()
  return { rows: chunks.rows, faults: faults.listed, faultCount: faults.count, isFatal: faults.isFatal }
}

const tooMany: FieldError = { pointer: '', detail: `is one too many: a batch has at most ${MAX_BATCH_ROWS} rows` }

/** Notes whose line a name is; a fault when it is that of an earlier one. */
function doubledBy(customIds: Map<string, number>, customId: string | null, line: number): FieldError[] {
  if (customId === null) return []
  const before = customIds.get(customId)
  if (before !== undefined) return [{ pointer: '/customId', detail: `is the one of line ${before} already` }]
  customIds.set(customId, line)
  return []
}

/** Gathers rows and stages them some at a time. */
export class RowChunks {
  readonly #staging: BatchStaging
  readonly #batchId: string
  #chunk: NewRow[] = []
  #characters = 0
  rows = 0

  constructor(staging: BatchStaging, batchId: string) {
    this.#staging = staging
    this.#batchId = batchId
  }

  async add(row: Omit<NewRow, 'row'>): Promise<void> {
    this.#chunk.push({ ...row, row: this.rows++ })
    this.#characters += row.request.length
    if (this.#chunk.length >= CHUNK_ROWS || this.#characters >= CHUNK_CHARACTERS) await this.flush()
  }

  async flush(): Promise<void> {
    const rows = this.#chunk
    this.#chunk = []
    this.#characters = 0
    if (rows.length > 0) await this.#staging.add(this.#batchId, rows)
  }
}

/** Counts all, lists some. */
class Faults {
  readonly listed: RowFault[] = []
  count = 0
  isFatal = false

  add(line: number, faults: readonly FieldError[], isFatal: boolean): void {
    this.count += faults.length
    this.isFatal ||= isFatal
    const room = MAX_LISTED_FAULTS - this.listed.length
    this.listed.push(...faults.slice(0, room).map(({ pointer, detail }) => ({ line, pointer, detail })))
  }
}
