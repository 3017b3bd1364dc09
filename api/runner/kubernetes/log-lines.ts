import { LogCutError, openLogRead } from './log-read.ts'
import type { PodLogQuery, PodLogSource } from './log-source.ts'
import { createStampedLines, type StampedLine } from './stamped-lines.ts'

/** How a log that is there already is read. */
export interface LinesQuery extends Omit<PodLogQuery, 'follow'> {
  /** Silence after which the read is given up. */
  readonly stallMs: number
}

export interface LinesRead {
  readonly lines: readonly StampedLine[]
  /** What stands behind the last newline. */
  readonly isTail: boolean
}

/** The lines of a log as far as it goes, in chunks, the last one also without its newline. Throws `LogCutError`. */
export async function* readLines(
  source: PodLogSource,
  { stallMs, ...query }: LinesQuery,
  signal: AbortSignal,
): AsyncGenerator<LinesRead> {
  const read = openLogRead(source, { follow: false, ...query }, signal, null)
  const lines = createStampedLines()
  try {
    for (;;) {
      const got = await read.next(stallMs)
      if (got === 'end') break
      if (got === 'quiet' || got === 'nudged') throw new LogCutError(`nothing of the log came for ${stallMs} ms`)
      yield { lines: lines.push(got), isTail: false }
    }
    const tail = lines.end()
    if (tail !== null) yield { lines: [tail], isTail: true }
  } finally {
    await read.close()
  }
}
