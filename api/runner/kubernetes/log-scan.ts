import type { PodLogCursor } from './log-cursor.ts'
import { readLines } from './log-lines.ts'
import { numberOf } from './log-number.ts'
import { type FoundPlace, isSameLine, PlaceFinder } from './log-place.ts'
import type { PodLogSource } from './log-source.ts'
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
  /** The line behind the place; null when there is none. */
  readonly next: StampedLine | null
  /** Whether as many lines stand between the last numbered one and the place as were taken. */
  readonly isIntact: boolean
  /** Whether the log ends without a newline: in a line that is not complete, or cut short. */
  readonly isTorn: boolean
  /** Whether `beyond` was seen and the place was not. */
  readonly isBeyond: boolean
}

/**
 * Looks through a log from its first byte to the line behind the cursor's place. Ends early at `beyond`, a line that is
 * known to stand behind it. Throws `LogCutError`.
 */
export async function scanLog(lookup: LogLookup, beyond: StampedLine | null, signal: AbortSignal): Promise<LogScan> {
  const scan = await scanOnce(lookup, beyond, signal)
  // A log that was cut short looks like one that was rotated: much hangs on it, so it is looked at twice.
  return scan.place === null && !scan.isBeyond ? scanOnce(lookup, beyond, signal) : scan
}

async function scanOnce(
  { source, cursor, stallMs }: LogLookup,
  beyond: StampedLine | null,
  signal: AbortSignal,
): Promise<LogScan> {
  const scanner = new Scanner(cursor, beyond)
  let isTorn = false
  for await (const { lines, isTail } of readLines(source, { stallMs }, signal)) {
    isTorn = isTail
    if (scanner.take(lines)) break
  }
  const { place, next, isIntact, isBeyond } = scanner
  return { place, next, isIntact, isTorn, isBeyond }
}

class Scanner {
  place: FoundPlace | null = null
  next: StampedLine | null = null
  isIntact = false
  isBeyond = false
  readonly #cursor: PodLogCursor
  readonly #beyond: StampedLine | null
  readonly #finder: PlaceFinder
  #first: StampedLine | null = null
  #seen = 0
  #seenAtNumber = 0

  constructor(cursor: PodLogCursor, beyond: StampedLine | null) {
    this.#cursor = cursor
    this.#beyond = beyond
    this.#finder = new PlaceFinder(cursor)
  }

  /** True when nothing more has to be seen. */
  take(lines: readonly StampedLine[]): boolean {
    return lines.some((line) => line.stamp !== null && this.#isEnough(line))
  }

  #isEnough(line: StampedLine): boolean {
    this.#first ??= line
    // where nothing was taken yet, all of the log stands behind the cursor
    if (this.#cursor.stamp === null) this.place ??= { first: line, lines: 0 }
    if (this.place !== null) {
      this.next = line
      return true
    }
    this.#seen++
    if (this.#cursor.n !== 0 && numberOf(line) === this.#cursor.n) this.#seenAtNumber = this.#seen
    if (this.#finder.isPlace(line)) {
      this.place = { first: this.#first, lines: this.#seen }
      this.isIntact = this.#seenAtNumber > 0 && this.#seen - this.#seenAtNumber === this.#cursor.after
      return false
    }
    this.isBeyond = this.#beyond !== null && isSameLine(line, this.#beyond)
    return this.isBeyond
  }
}
