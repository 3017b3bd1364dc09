import { readLines } from './log-lines.ts'
import { gateBehind } from './log-place.ts'
import type { LogLookup } from './log-scan.ts'
import { secondBefore } from './log-stamp.ts'

/** Most bytes that a look for newer lines takes. */
const PROBE_BYTES = 262_144
/** Longest stamp, blank and zone included. */
const LONGEST_PREFIX = 36

/**
 * Whether the log has lines behind the cursor; also true where the second of its stamp holds more than was looked at.
 * Throws `LogCutError`.
 */
export async function hasNewer({ source, cursor, stallMs }: LogLookup, signal: AbortSignal): Promise<boolean> {
  const since = cursor.stamp === null ? {} : { sinceTime: secondBefore(cursor.stamp, 0) }
  const gate = gateBehind(cursor)
  let bytes = 0
  for await (const { lines } of readLines(source, { ...since, limitBytes: PROBE_BYTES, stallMs }, signal)) {
    if (gate.pass(lines).length > 0 || gate.state === 'beyond') return true
    if (cursor.stamp === null && lines.some(({ stamp }) => stamp !== null)) return true
    for (const line of lines) bytes += line.bytes + LONGEST_PREFIX
  }
  return bytes >= PROBE_BYTES
}
