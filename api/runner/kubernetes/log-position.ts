import type { LogBatch } from '../runner.ts'
import { markOf, type PodLogCursor } from './log-cursor.ts'
import { isJump, isNumbered, numberOf } from './log-number.ts'
import { backwardMs } from './log-stamp.ts'
import type { StampedLine } from './stamped-lines.ts'

/** Longest batch: it stays one short stretch of work for whoever takes it. */
const BATCH_LINES = 4096

/** A smaller step back of the clock stays within the overlap of a read since a stamp. */
const OVERLAP_MS = 1000

/** Why fewer lines were taken than there are: something is missing before the next one, or it goes beyond the limit. */
export type Halt = 'batch' | 'suspect' | 'limit'

/**
 * Where a follower stands. Counts numbers as their reader does (`parseLine`): in an unbroken read only the next one is a
 * number; behind a break a jump is a gap.
 */
export class LogPosition {
  readonly #container: string
  readonly #limitBytes: number
  #stamp: string | null
  #count: number
  #mark: number | null
  #lastText: string | null = null
  #n: number
  #bytes: number
  #isBroken: boolean
  #isBatchBroken: boolean

  constructor(cursor: PodLogCursor, limitBytes: number) {
    this.#container = cursor.container
    this.#limitBytes = limitBytes
    this.#stamp = cursor.stamp
    this.#count = cursor.count
    this.#mark = cursor.mark
    this.#n = cursor.n
    this.#bytes = cursor.bytes
    this.#isBroken = cursor.broken === 1
    this.#isBatchBroken = this.#isBroken
  }

  /** Bytes that may still be taken. */
  get room(): number {
    return this.#limitBytes - this.#bytes
  }

  /** Whether a numbered line was taken at any time. */
  get hasNumbers(): boolean {
    return this.#n > 0
  }

  get cursor(): PodLogCursor {
    if (this.#lastText !== null) {
      this.#mark = markOf(this.#lastText)
      this.#lastText = null
    }
    return {
      container: this.#container,
      stamp: this.#stamp,
      count: this.#count,
      mark: this.#mark,
      n: this.#n,
      bytes: this.#bytes,
      broken: this.#isBroken ? 1 : 0,
    }
  }

  /** Lines may be lost before the next one. */
  break(): void {
    this.#isBroken = true
    this.#isBatchBroken = true
  }

  /**
   * Takes lines from `from` on; gives the index of the first one that was not taken, and why not. `isChecked`: nothing
   * is missing before the first. `isFiltered`: the read leaves out what is stamped before its start.
   */
  take(
    lines: readonly StampedLine[],
    from: number,
    isChecked: boolean,
    isFiltered: boolean,
  ): { end: number; halt: Halt } {
    const most = Math.min(lines.length, from + BATCH_LINES)
    let at = from
    for (; at < most; at++) {
      const line = lines[at]
      if (line === undefined) break
      if (line.bytes > this.room) return { end: at, halt: 'limit' }
      const n = numberOf(line)
      if (n !== this.#n + 1 || n === 0) {
        if (!(isChecked && at === from) && this.#isSuspect(line, n, isFiltered)) return { end: at, halt: 'suspect' }
        if (n !== 0 && this.#isBroken && isJump(this.#n, n) && isNumbered(line)) this.#number(n)
      } else {
        this.#number(n)
      }
      this.#move(line)
    }
    return { end: at, halt: 'batch' }
  }

  /** The lines that were taken since the last batch, as one. */
  batch(lines: readonly StampedLine[]): LogBatch {
    const isContinuous = !this.#isBatchBroken
    this.#isBatchBroken = this.#isBroken
    return { lines, cursor: this.cursor, isContinuous }
  }

  #isSuspect(line: StampedLine, n: number, isFiltered: boolean): boolean {
    if (this.#isBroken) return false
    if (n !== 0 && isJump(this.#n, n)) return isNumbered(line)
    if (!isFiltered || n !== 0 || line.stamp === null || this.#stamp === null || line.stamp >= this.#stamp) return false
    return backwardMs(this.#stamp, line.stamp) >= OVERLAP_MS
  }

  #number(n: number): void {
    this.#n = n
    this.#isBroken = false
  }

  #move(line: StampedLine): void {
    this.#bytes += line.bytes
    if (line.stamp === null) return
    this.#count = line.stamp === this.#stamp ? this.#count + 1 : 1
    this.#stamp = line.stamp
    this.#lastText = line.text
  }
}
