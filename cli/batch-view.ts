import type { Batch, RequestCounts } from '#contract/batch.ts'
import { type ExitCode, exitCodes } from './cli-error.ts'
import type { View } from './output.ts'
import { oneLine } from './text.ts'
import { age, between } from './words.ts'

export function batchView(rows: readonly Batch[], now: number): View<Batch> {
  return {
    columns: [
      { title: 'BATCH', cell: ({ id }) => id },
      { title: 'STATUS', cell: ({ status }) => status },
      { title: 'DONE', cell: ({ requestCounts }) => `${doneOf(requestCounts)}/${requestCounts.total}` },
      { title: 'FAILED', cell: ({ requestCounts }) => String(requestCounts.failed) },
      { title: 'PARTIAL', isWide: true, cell: ({ requestCounts }) => String(requestCounts.partial) },
      { title: 'CANCELLED', isWide: true, cell: ({ requestCounts }) => String(requestCounts.cancelled) },
      { title: 'WAIT', isWide: true, cell: ({ wait }) => wait?.reason ?? '-' },
      { title: 'TOOK', isWide: true, cell: ({ createdAt, endedAt }) => between(createdAt, endedAt) },
      { title: 'AGE', cell: ({ createdAt }) => age(createdAt, now) },
      { title: 'NAME', isElastic: true, cell: ({ name }) => oneLine(name ?? '-') },
    ],
    rows,
    id: ({ id }) => id,
    empty: 'There are no batches yet: send one with axoloom batch FILE.',
  }
}

/** Rows that have ended, however. */
export function doneOf({ total, queued, running }: RequestCounts): number {
  return total - queued - running
}

/** As of a run: all good, some, none. Rows that were cancelled count for neither. */
export function codeOfCounts({ succeeded, partial, failed }: RequestCounts): ExitCode {
  if (failed === 0 && partial === 0) return succeeded > 0 ? exitCodes.ok : exitCodes.failed
  return succeeded > 0 || partial > 0 ? exitCodes.partial : exitCodes.failed
}
