import { hasNewer } from './log-probe.ts'
import { LogCutError, type LogRead } from './log-read.ts'
import type { LogSession } from './log-session.ts'

/**
 * The next bytes of a read, or that it has ended. An agent may be silent for as long as it likes; `silent` says that the
 * read is dead, or that its container has ended and nothing more came. Throws `LogCutError`.
 */
export async function nextBytes(
  session: LogSession,
  isLast: boolean,
  read: LogRead,
  signal: AbortSignal,
): Promise<Buffer | 'end' | 'silent'> {
  const { source, settings } = session
  for (;;) {
    const isOver = source.isOver()
    const quietMs = isLast ? settings.stallMs : isOver ? settings.settleMs : settings.idleProbeMs
    const got = await read.next(quietMs)
    if (got === 'nudged') continue
    if (got !== 'quiet') return got
    if (isLast) throw new LogCutError(`nothing of the log came for ${quietMs} ms`)
    if (isOver) return 'silent'
    if (!(await isBehind(session, signal))) continue
    // what the second read saw may have been printed a moment ago
    const late = await read.next(settings.settleMs)
    if (late === 'quiet') return 'silent'
    if (late !== 'nudged') return late
  }
}

/** Whether the log has more than came. When that cannot be found out, the next silence asks again. */
async function isBehind({ source, position, settings }: LogSession, signal: AbortSignal): Promise<boolean> {
  try {
    return await hasNewer({ source, cursor: position.cursor, stallMs: settings.stallMs }, signal)
  } catch (error) {
    if (error instanceof LogCutError) return false
    throw error
  }
}
