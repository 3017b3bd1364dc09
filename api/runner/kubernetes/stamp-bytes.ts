import { PREFIX_LENGTH, StampReader } from './log-stamp.ts'

const ZERO = 0x30
const ZONE = 0x5a
const BLANK = 0x20
/** `2026-11-21T18:10:39.`: what lines of one second share, so that only the first of them needs a pattern and a date. */
const SECOND_LENGTH = 20
const DIGITS = 9

/** Reads stamps as today's kubelets write them, from bytes, and counts how many lines in a row carry the same. */
export class StampBytes {
  readonly #stamps = new StampReader()
  #second: Buffer = Buffer.alloc(SECOND_LENGTH)
  #fraction = -1
  #count = 0

  /** How many lines up to the last one carry its stamp. */
  get count(): number {
    return this.#count
  }

  /** Begins to count anew. */
  reset(): void {
    this.#fraction = -1
    this.#count = 0
  }

  /** Where the text of a line that begins at `from` begins; -1 for a line without a stamp in that form. */
  read(lines: Buffer, from: number): number {
    if (!this.#isSameSecond(lines, from) && !this.#beginSecond(lines, from)) return -1
    let fraction = 0
    const end = from + SECOND_LENGTH + DIGITS
    for (let at = from + SECOND_LENGTH; at < end; at++) {
      const digit = (lines[at] ?? 0) - ZERO
      if (digit < 0 || digit > 9) return -1
      fraction = fraction * 10 + digit
    }
    if (lines[end] !== ZONE || lines[end + 1] !== BLANK) return -1
    this.#count = fraction === this.#fraction ? this.#count + 1 : 1
    this.#fraction = fraction
    return from + PREFIX_LENGTH
  }

  #isSameSecond(lines: Buffer, from: number): boolean {
    for (let i = 0; i < SECOND_LENGTH; i++) if (lines[from + i] !== this.#second[i]) return false
    return true
  }

  #beginSecond(lines: Buffer, from: number): boolean {
    const prefix = lines.toString('latin1', from, from + PREFIX_LENGTH)
    if (this.#stamps.read(prefix) !== PREFIX_LENGTH || `${this.#stamps.stamp} ` !== prefix) return false
    lines.copy(this.#second, 0, from, from + SECOND_LENGTH)
    this.#fraction = -1
    return true
  }
}
