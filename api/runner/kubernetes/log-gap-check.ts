import { isSameLine } from './log-place.ts'
import { scanLog } from './log-scan.ts'
import type { LogSession } from './log-session.ts'
import type { StampedLine } from './stamped-lines.ts'

/** What is before a line that may not come next: nothing; lines that are gone; lines that can still be read. */
export type Gap = 'none' | 'lost' | 'there'

/**
 * Looks into the log for what stands between the last numbered line and `line`. A rotation loses lines while a log is
 * read; an agent may also print such a number on purpose, so this is bounded, and beyond that nothing is missing. Throws
 * `LogCutError`.
 */
export async function checkGap(session: LogSession, line: StampedLine, signal: AbortSignal): Promise<Gap> {
  const { source, position, settings, checks } = session
  if (!checks.take()) return 'none'
  try {
    const scan = await scanLog({ source, cursor: position.cursor, stallMs: settings.stallMs }, line, signal)
    if (scan.place === null) {
      checks.giveBack()
      return 'lost'
    }
    if (scan.next === null || !isSameLine(scan.next, line)) return 'there'
    // The lines may be missing before some plain ones, or before the first of a log that was rotated before it was read.
    return scan.isIntact ? 'none' : 'lost'
  } catch (error) {
    checks.giveBack()
    throw error
  }
}
