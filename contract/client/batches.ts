import type { Batch, BatchLine, BatchList, BatchMetric, BatchRow, BatchRowList, BatchRowState } from '../batch.ts'
import type { BatchEvent } from '../batch-event.ts'
import type { SheetPage } from '../batch-result.ts'
import { eachOf } from './each-of.ts'
import { type FollowOptions, followLog } from './follow-log.ts'
import type { Http } from './http.ts'
import type { CallOptions, RawBody } from './request.ts'

/** A row as it is sent; the server fills in the rest. */
export type NewBatchRow = Partial<BatchLine> & Pick<BatchLine, 'brief' | 'customId'>

/** Rows, or a file as it is: JSONL unless its media type says CSV. In Node, `openAsBlob(path)` reads while it sends. */
export type BatchFile = readonly NewBatchRow[] | RawBody

export interface NewBatch {
  readonly name?: string | null
  /** Take the good lines and leave the bad ones out, instead of refusing all. */
  readonly partial?: boolean
  readonly selection?: 'none' | 'first' | `best-by:${BatchMetric}` | null
  readonly mediaType?: 'application/x-ndjson' | 'text/csv'
}

export interface PageQuery {
  /** Up to 100. */
  readonly limit?: number
  readonly cursor?: string | null
}

/** Up to 1000 rows a page. */
export interface RowQuery extends PageQuery {
  readonly state?: BatchRowState | null
}

export interface ResultQuery {
  /** One JSON object a line, a table, or pictures with their data. */
  readonly format: 'jsonl' | 'csv' | 'zip'
  /** Wait for the rows that are not there yet. */
  readonly follow?: boolean
  /** Which pictures a zip holds; all unless said. */
  readonly pictures?: 'all' | 'chosen'
}

const pathOf = (id: string) => `/v1/batches/${encodeURIComponent(id)}`

/** The single calls about batches, as `/docs` has them; all that the page needs. */
export function batchCalls(http: Http) {
  const act = (name: string, id: string, options?: CallOptions) =>
    http.json<Batch>('POST', `${pathOf(id)}/${name}`, options)
  return {
    /** Sends the file whole; every fault of it is in the ApiProblem. */
    create: (file: BatchFile, { mediaType, ...query }: NewBatch = {}, options?: CallOptions) =>
      http.json<Batch>('POST', '/v1/batches', { ...options, query: { ...query }, raw: rawOf(file, mediaType) }),
    get: (id: string, options?: CallOptions) => http.json<Batch>('GET', pathOf(id), options),
    /** One page, newest first. */
    list: (query: PageQuery = {}, options?: CallOptions) =>
      http.json<BatchList>('GET', '/v1/batches', { ...options, query: { ...query } }),
    /** One page, in the order of the file. */
    rows: (id: string, query: RowQuery = {}, options?: CallOptions) =>
      http.json<BatchRowList>('GET', `${pathOf(id)}/rows`, { ...options, query: { ...query } }),
    row: (id: string, row: number, options?: CallOptions) =>
      http.json<BatchRow>('GET', `${pathOf(id)}/rows/${row}`, options),
    /** Rows with what their variations look like; up to 50 a page. */
    sheet: (id: string, query: RowQuery = {}, options?: CallOptions) =>
      http.json<SheetPage>('GET', `${pathOf(id)}/sheet`, { ...options, query: { ...query } }),
    /** What waits does not start; what runs is stopped, or may finish. */
    cancel: (id: string, running: 'finish' | 'stop' = 'stop', options?: CallOptions) =>
      http.json<Batch>('POST', `${pathOf(id)}/cancel`, { ...options, body: { running } }),
    pause: (id: string, options?: CallOptions) => act('pause', id, options),
    resume: (id: string, options?: CallOptions) => act('resume', id, options),
    /** Only what failed. */
    retry: (id: string, options?: CallOptions) => act('retry', id, options),
    /** Hides it and the runs of its rows at once; it can be restored for 10 s. */
    remove: (id: string, options?: CallOptions) => http.json<void>('DELETE', pathOf(id), options),
    restore: (id: string, options?: CallOptions) => act('restore', id, options),
    /** Picks a row's variation by hand; null takes it back. */
    choose: (id: string, row: number, variation: number | null, options?: CallOptions) =>
      http.json<BatchRow>('PUT', `${pathOf(id)}/rows/${row}/choice`, { ...options, body: { variation } }),
    /** The answer itself, to be read as it comes; one that breaks off has not given all. */
    results: (id: string, query: ResultQuery, options?: CallOptions): Promise<Response> =>
      http.open('GET', `${pathOf(id)}/results`, { ...options, query: { ...query }, accept: '*/*' }),
    /** One page of it as PNG, counted from 1. */
    contactSheet: (id: string, page?: number, options?: CallOptions): Promise<Response> =>
      http.open('GET', `${pathOf(id)}/contact-sheet.png`, { ...options, query: { page }, accept: 'image/png' }),
  }
}

/** The same with what takes many answers: whole lists and streams. */
export function batchClient(http: Http) {
  const calls = batchCalls(http)
  return {
    ...calls,
    /** All pages, one batch after the other. */
    each: (query: PageQuery = {}, options?: CallOptions): AsyncGenerator<Batch> =>
      eachOf((cursor) => calls.list({ ...query, cursor }, options)),
    eachRow: (id: string, query: RowQuery = {}, options?: CallOptions): AsyncGenerator<BatchRow> =>
      eachOf((cursor) => calls.rows(id, { ...query, cursor }, options)),
    /** As the events of a run: each once, in order, over cut connections and restarts. */
    events: (id: string, options?: FollowOptions): AsyncGenerator<BatchEvent> =>
      followLog<BatchEvent>(http, `${pathOf(id)}/events`, options),
  }
}

function rawOf(file: BatchFile, mediaType: string = 'application/x-ndjson'): { body: RawBody; mediaType: string } {
  if (!isRows(file)) return { body: file, mediaType }
  return { body: file.map((row) => `${JSON.stringify(row)}\n`).join(''), mediaType: 'application/x-ndjson' }
}

// Array.isArray does not narrow readonly arrays
function isRows(file: BatchFile): file is readonly NewBatchRow[] {
  return Array.isArray(file)
}
