import type { LogBatch } from '../runner.ts'
import { markOf, type PodLogCursor } from './log-cursor.ts'
import { isJump, isNumbered, numberOf } from './log-number.ts'
import { backwardMs } from './log-stamp.ts'
import { ThoughtReader, thoughtBatch } from './log-thoughts.ts'
import type { StampedLine } from './stamped-lines.ts'

/** Longest batch: it stays one short stretch of work for whoever takes it. */
const BATCH_LINES = 4096

/** A smaller step back is no clock that was set: two streams of a container are stamped side by side. */
const SET_BACK_MS = 1

/**
 * Why the next line was not taken: the batch is full or there is none; something may be missing before it; it goes beyond
 * the limit; it is what a kubelet says again and again.
 */
export type Halt = 'batch' | 'suspect' | 'limit' | 'repeat'

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
  #after: number
  #bytes: number
  #saidByKubelet: string | null = null
  #taken = 0
  #isBroken: boolean
  #isBatchBroken: boolean
  readonly #thoughts = new ThoughtReader()

  constructor(cursor: PodLogCursor, limitBytes: number) {
    this.#container = cursor.container
    this.#limitBytes = limitBytes
    this.#stamp = cursor.stamp
    this.#count = cursor.count
    this.#mark = cursor.mark
    this.#n = cursor.n
    this.#after = cursor.after
    this.#bytes = cursor.bytes
    this.#isBroken = cursor.broken === 1
    this.#isBatchBroken = this.#isBroken
  }

  /** How many lines the container's log has given since the start. */
  get taken(): number {
    return this.#taken
  }

  /** Bytes that may still be taken. */
  get room(): number {
    return this.#limitBytes - this.#bytes
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
      after: this.#after,
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
      if (line.stamp === null && line.text === this.#saidByKubelet) return { end: at, halt: 'repeat' }
      if (line.bytes > this.room) return { end: at, halt: 'limit' }
      const n = numberOf(line)
      const isNext = n !== 0 && n === this.#n + 1
      if (!isNext && !(isChecked && at === from) && this.#isSuspect(line, n, isFiltered))
        return { end: at, halt: 'suspect' }
      this.#move(line)
      if (isNext || (this.#isBroken && n !== 0 && isJump(this.#n, n) && isNumbered(line))) this.#number(n)
    }
    return { end: at, halt: 'batch' }
  }

  /** Takes whole lines when they are the next thoughts and nothing else, and gives them as a batch; null for any others. */
  takeThoughts(lines: Buffer): LogBatch | null {
    if (this.#isBroken || lines.length > this.room) return null
    const run = this.#thoughts.read(lines, this.#n + 1)
    if (run === null) return null
    const { count } = run.thoughts
    const goesOn = run.sameStamps === count && run.stamp === this.#stamp
    this.#count = goesOn ? this.#count + count : run.sameStamps
    this.#stamp = run.stamp
    this.#lastText = run.lastText
    this.#bytes += run.bytes
    this.#taken += count
    this.#saidByKubelet = null
    this.#number(this.#n + count)
    return thoughtBatch(run.thoughts, this.cursor)
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
    return backwardMs(this.#stamp, line.stamp) >= SET_BACK_MS
  }

  #number(n: number): void {
    this.#n = n
    this.#after = 0
    this.#isBroken = false
  }

  #move(line: StampedLine): void {
    this.#bytes += line.bytes
    this.#saidByKubelet = line.stamp === null ? line.text : null
    if (line.stamp === null) return
    this.#taken++
    this.#after++
    this.#count = line.stamp === this.#stamp ? this.#count + 1 : 1
    this.#stamp = line.stamp
    this.#lastText = line.text
  }
}
