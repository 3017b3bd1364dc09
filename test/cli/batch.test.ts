import { describe, expect, it } from 'vitest'
import { codeOfCounts } from '../../cli/batch-view.ts'
import { barLine, openProgress, type Progress } from '../../cli/progress.ts'
import type { Session } from '../../cli/session.ts'
import { widthOf } from '../../cli/text.ts'
import { countEvent, waitLine } from '../../cli/watch-batch.ts'
import type { RequestCounts } from '../../contract/batch.ts'
import type { BatchEvent } from '../../contract/batch-event.ts'

const counts = (more: Partial<RequestCounts> = {}): RequestCounts => ({
  total: 4,
  queued: 0,
  running: 0,
  succeeded: 0,
  partial: 0,
  failed: 0,
  cancelled: 0,
  ...more,
})

describe('the exit code of a batch', () => {
  it.each<[string, Partial<RequestCounts>, number]>([
    ['all good', { succeeded: 4 }, 0],
    ['some failed', { succeeded: 3, failed: 1 }, 5],
    ['some only in part', { succeeded: 3, partial: 1 }, 5],
    ['all only in part', { partial: 4 }, 5],
    ['all failed', { failed: 4 }, 1],
    ['good but for cancelled ones', { succeeded: 2, cancelled: 2 }, 0],
    ['all cancelled', { cancelled: 4 }, 1],
  ])('%s', (_what, more, code) => {
    expect(codeOfCounts(counts(more))).toBe(code)
  })
})

describe('its progress', () => {
  const event = (type: string, data: object): BatchEvent =>
    ({ seq: 1, batch: 'b', row: 0, type, at: '2026-11-22T12:00:00.000Z', data }) as BatchEvent

  it('is counted from its events, so that every row is in one place', () => {
    const seen = [
      event('row-start', { customId: 'a', runId: 'r' }),
      event('row-start', { customId: 'b', runId: 's' }),
      event('row-end', { customId: 'a', runId: 'r', outcome: 'partial' }),
      event('row-end', { customId: 'c', runId: null, outcome: 'failed' }),
      event('something-new', {}),
    ].reduce(countEvent, counts({ queued: 4 }))

    const again = countEvent(counts({ succeeded: 1, failed: 1, partial: 2 }), event('batch-retry', { rows: 2 }))

    expect(again).toEqual(counts({ succeeded: 1, partial: 1, queued: 2 }))
    expect(seen).toEqual(counts({ queued: 1, running: 1, partial: 1, failed: 1 }))
    expect(barLine(seen)).toBe(`${'█'.repeat(15)}${'░'.repeat(15)} 2 of 4 rows, 1 running, 1 partial, 1 failed`)
  })
})

describe('progress', () => {
  function open(isTerminal: boolean, isQuiet = false) {
    const written: string[] = []
    const err = { isTerminal, write: (text: string) => void written.push(text) }
    const session = { isQuiet, terminal: { err, columns: () => 40 }, say: (line: string) => void written.push(line) }
    return { written, progress: openProgress(session as unknown as Session) }
  }
  const showAll = (progress: Progress) => {
    for (let done = 0; done <= 100; done++) {
      for (let i = 0; i < 2; i++) progress.show(counts({ total: 100, queued: 100 - done, succeeded: done }))
    }
    progress.close()
  }

  it('is a line at each tenth where it cannot be drawn over', () => {
    const { written, progress } = open(false)
    showAll(progress)
    expect(written).toEqual(Array.from({ length: 11 }, (_, tenth) => `${tenth * 10} of 100 rows`))
  })

  it('is one line of a terminal that is drawn again, and ended once', () => {
    const { written, progress } = open(true)
    showAll(progress)
    const bars = written.slice(0, -1).map((text) => text.replace('\r\x1b[2K', ''))
    expect([written.length, written.at(-1)]).toEqual([203, '\n'])
    expect(Math.max(...bars.map(widthOf))).toBeLessThan(40)
  })

  it('is nothing where nobody wants it, or nothing was shown', () => {
    const quiet = open(true, true)
    showAll(quiet.progress)
    const unused = open(true)
    unused.progress.close()
    expect([quiet.written, unused.written]).toEqual([[], []])
  })
})

describe('what holds it back', () => {
  it.each([
    [{ reason: 'live-runs', message: 'Wait for one to end.', until: null }, 'Waiting: Wait for one to end.'],
    [
      { reason: 'runs-per-hour', message: 'At most 3.', until: '2026-11-22T12:00:00.000Z' },
      'Waiting: At most 3. It goes on at 2026-11-22T12:00:00.000Z at the earliest.',
    ],
    [{ reason: null, message: 'The wait is over.', until: null }, 'No row is held back any more.'],
  ] as const)('%o is a line', (wait, line) => {
    expect(waitLine(wait)).toBe(line)
  })
})
