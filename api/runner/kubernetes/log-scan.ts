import type { PodLogCursor } from './log-cursor.ts'
import { readLines } from './log-lines.ts'
import { type FoundPlace, gateBehind, isSameLine, PlaceFinder } from './log-place.ts'
import type { PodLogSource } from './log-source.ts'
import { secondBefore } from './log-stamp.ts'
import type { StampedLine } from './stamped-lines.ts'

/** Where a side read looks, and for what. */
export interface LogLookup {
  readonly source: PodLogSource
  readonly cursor: PodLogCursor
  readonly stallMs: number
}

/** What a log says of a place in it. */
export interface LogScan {
  /** Null when the place is not there: the log was rotated since. */
  readonly place: FoundPlace | null
  /** The line behind the place, also one without its newline; null when there is none. */
  readonly next: StampedLine | null
}

/**
 * Looks through a log from its first byte to the line behind the cursor's place. Ends early at `beyond`, a line that is
 * known to stand behind it. Throws `LogCutError`.
 */
export async function scanLog(
  { source, cursor, stallMs }: LogLookup,
  beyond: StampedLine | null,
  signal: AbortSignal,
): Promise<LogScan> {
  const finder = new PlaceFinder(cursor)
  let first: StampedLine | null = null
  let place: FoundPlace | null = null
  let seen = 0
  for await (const lines of readLines(source, { stallMs }, signal)) {
    for (const line of lines) {
      if (line.stamp === null) continue
      first ??= line
      // where nothing was taken yet, all of the log stands behind the cursor
      if (place !== null || cursor.stamp === null) return { place: place ?? { first, lines: 0 }, next: line }
      seen++
      if (finder.isPlace(line)) place = { first, lines: seen }
      else if (beyond !== null && isSameLine(line, beyond)) return { place: null, next: null }
    }
  }
  return { place, next: null }
}

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
  for await (const lines of readLines(source, { ...since, limitBytes: PROBE_BYTES, stallMs }, signal)) {
    if (gate.pass(lines).length > 0 || gate.state === 'beyond') return true
    if (cursor.stamp === null && lines.some(({ stamp }) => stamp !== null)) return true
    for (const line of lines) bytes += line.bytes + LONGEST_PREFIX
  }
  return bytes >= PROBE_BYTES
}
