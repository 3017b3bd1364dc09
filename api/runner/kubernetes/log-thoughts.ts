import { isUtf8 } from 'node:buffer'
import { endOfThought, startOfThought, thoughtLines } from '../../stream/thought-bytes.ts'
import type { LogBatch, LogCursor, Thoughts } from '../runner.ts'
import { PREFIX_LENGTH } from './log-stamp.ts'
import { StampBytes } from './stamp-bytes.ts'

// Nine of ten lines of any flood are thoughts with the next number, behind a stamp of today's form. Their bytes go from the
// log to the store without ever being texts: no object, no text and no match for each of them.

const NEWLINE = 10

/** Lines that were read as thoughts, and where they move a position. */
export interface ThoughtRun {
  readonly thoughts: Thoughts
  /** Of the last line, in the form of `StampReader`. */
  readonly stamp: string
  /** How many lines at the end carry it. */
  readonly sameStamps: number
  readonly lastText: string
  /** Of all lines as they were printed, with their newlines. */
  readonly bytes: number
}

/** Reads the next thoughts out of a stamped log. */
export class ThoughtReader {
  readonly #stamps = new StampBytes()

  /** Whole lines that are thoughts numbered from `firstN` on, every one of them; null for any others. */
  read(lines: Buffer, firstN: number): ThoughtRun | null {
    if (lines.at(-1) !== NEWLINE || !isUtf8(lines)) return null
    this.#stamps.reset()
    const packed = scratch(lines.length)
    let length = 0
    let count = 0
    let text = 0
    for (let at = 0; at < lines.length; count++) {
      text = this.#stamps.read(lines, at)
      const from = text === -1 ? -1 : startOfThought(lines, text, firstN + count)
      const to = from === -1 ? -1 : endOfThought(lines, from)
      if (to === -1) return null
      length += lines.copy(packed, length, from, to)
      packed[length++] = NEWLINE
      // behind the end of the envelope and the newline
      at = to + 2
    }
    return {
      thoughts: { firstN, count, bytes: new Uint8Array(packed.subarray(0, length)) },
      stamp: lines.toString('latin1', text - PREFIX_LENGTH, text - 1),
      sameStamps: this.#stamps.count,
      lastText: lines.toString('utf8', text, lines.length - 1),
      bytes: lines.length - count * PREFIX_LENGTH,
    }
  }
}

/** Thoughts as a batch of lines. */
export function thoughtBatch(thoughts: Thoughts, cursor: LogCursor): LogBatch {
  return {
    get lines() {
      return thoughtLines(thoughts).map((text) => ({ text, droppedBytes: 0 }))
    },
    ...{ thoughts, cursor, isContinuous: true },
  }
}

// One for all logs: what is read is copied out before the next one is.
let memory: Buffer = Buffer.alloc(0)

function scratch(bytes: number): Buffer {
  if (memory.length < bytes) memory = Buffer.allocUnsafeSlow(bytes)
  return memory
}
