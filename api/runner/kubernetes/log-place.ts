import { markOf, type PodLogCursor } from './log-cursor.ts'
import { isJump, numberOf } from './log-number.ts'
import type { StampedLine } from './stamped-lines.ts'

/** Finds the line that a cursor stands behind, by its position: the clock of a node may jump. */
export class PlaceFinder {
  readonly #cursor: PodLogCursor
  #seen = 0

  constructor(cursor: PodLogCursor) {
    this.#cursor = cursor
  }

  /** True when `line` is the place. Lines must come in their order. */
  isPlace(line: StampedLine): boolean {
    const { stamp, count, mark } = this.#cursor
    if (line.stamp === null) return false
    this.#seen = line.stamp === stamp ? this.#seen + 1 : 0
    return this.#seen === count && count > 0 && (mark === null || mark === markOf(line.text))
  }
}

/** Where a line stands for who goes on at a cursor: `last` is the last one that is not new. */
type Standing = 'old' | 'last' | 'new' | 'beyond'

/** How the new lines of a read were found: not yet; exactly; by their stamps only; not at all, the place is not there. */
export type GateState = 'closed' | 'placed' | 'guessed' | 'beyond'

/** Lets the lines of one read through from the first new one on. */
export class LogGate {
  state: GateState = 'closed'
  readonly #standingOf: (line: StampedLine) => Standing

  constructor(standingOf: (line: StampedLine) => Standing) {
    this.#standingOf = standingOf
  }

  get isOpen(): boolean {
    return this.state === 'placed' || this.state === 'guessed'
  }

  /** The new ones of the next lines. */
  pass(lines: readonly StampedLine[]): readonly StampedLine[] {
    if (this.isOpen) return lines
    if (this.state === 'beyond') return []
    for (const [at, line] of lines.entries()) {
      const standing = this.#standingOf(line)
      if (standing === 'old') continue
      this.state = standing === 'last' ? 'placed' : standing === 'new' ? 'guessed' : 'beyond'
      if (standing === 'beyond') return []
      return lines.slice(standing === 'last' ? at + 1 : at)
    }
    return []
  }
}

/** For a read from the first byte of which nothing was taken before. */
export function openGate(): LogGate {
  const gate = new LogGate(() => 'new')
  gate.state = 'placed'
  return gate
}

/** For a read since the cursor's stamp: a later stamp says that the place is not in it. */
export function gateBehind(cursor: PodLogCursor): LogGate {
  const finder = new PlaceFinder(cursor)
  return new LogGate((line) => {
    if (finder.isPlace(line)) return 'last'
    return line.stamp !== null && isLater(line, cursor) ? 'beyond' : 'old'
  })
}

/** Where a place was found in a log: `lines` stamped ones from its first, which was `first`, up to and including it. */
export interface FoundPlace {
  readonly first: StampedLine
  readonly lines: number
}

/** For a read from the first byte of a log that was looked through just now; when it was rotated since, the place is gone. */
export function gateAt(found: FoundPlace, cursor: PodLogCursor): LogGate {
  const guess = guessedStanding(cursor)
  let seen = 0
  let isSame = true
  return new LogGate((line) => {
    if (line.stamp === null) return 'old'
    seen++
    if (seen === 1) isSame = isSameLine(line, found.first)
    if (!isSame) return guess(line)
    return seen === found.lines ? 'last' : 'old'
  })
}

/**
 * For a read from the first byte of a log that seems to have lost the place: what is surely later opens it. The place
 * does so, too: the log may have been cut short when it was looked through.
 */
export function gateWithoutPlace(cursor: PodLogCursor): LogGate {
  const finder = new PlaceFinder(cursor)
  const guess = guessedStanding(cursor)
  return new LogGate((line) => (finder.isPlace(line) ? 'last' : guess(line)))
}

function guessedStanding(cursor: PodLogCursor): (line: StampedLine) => Standing {
  return (line) => {
    if (line.stamp === null) return 'old'
    const n = numberOf(line)
    return isLater(line, cursor) || n === cursor.n + 1 || isJump(cursor.n, n) ? 'new' : 'old'
  }
}

function isLater({ stamp }: StampedLine, cursor: PodLogCursor): boolean {
  return stamp !== null && cursor.stamp !== null && stamp > cursor.stamp
}

export function isSameLine(one: StampedLine, other: StampedLine): boolean {
  return one.stamp === other.stamp && one.text === other.text
}
