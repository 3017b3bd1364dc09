import { isAscii } from 'node:buffer'

/** Longest line kept, in bytes (failure mode F15); what comes after it on the same line is counted, not kept. */
export const MAX_KEPT_BYTES = 65_536

const NEWLINE = 10

/** A line of a byte stream, without its newline. */
export interface SplitLine {
  /** Decoded as UTF-8; invalid bytes become U+FFFD, control characters stay. */
  readonly text: string
  /** Bytes of the line that are not in `text`, because it was too long. */
  readonly droppedBytes: number
  /** Offset in the stream of the first byte behind the line and its newline. */
  readonly endOffset: number
}

export interface LineSplitter<T = SplitLine> {
  /** Lines that are complete with `chunk`. The chunk's memory may be used again afterwards. */
  push(chunk: Buffer): T[]
  /** Whether nothing of the next line has come. */
  isAtStart(): boolean
  /** What stands behind the last newline, once nothing more will come; null when nothing does. */
  end(): T | null
}

/** Makes a line of `source` from `from` to `to`: what stands there, cut out once, in the form that is wanted. */
export type MakeLine<T> = (source: string, from: number, to: number, droppedBytes: number, endOffset: number) => T

const makeSplitLine: MakeLine<SplitLine> = (source, from, to, droppedBytes, endOffset) => ({
  text: source.slice(from, to),
  droppedBytes,
  endOffset,
})

/**
 * Cuts bytes into lines; holds at most one line's `keptBytes`, whatever comes. `startOffset` counts from the stream's
 * first byte.
 */
export function createLineSplitter(startOffset = 0, keptBytes = MAX_KEPT_BYTES): LineSplitter {
  return createLineMaker(makeSplitLine, startOffset, keptBytes)
}

/** As `createLineSplitter`, for lines of another form: a flood is spared an object and a text a line. */
export function createLineMaker<T>(make: MakeLine<T>, startOffset = 0, keptBytes = MAX_KEPT_BYTES): LineSplitter<T> {
  const carry = createCarry(keptBytes)
  let offset = startOffset

  const makeCarried = (endOffset: number): T => {
    const { text, droppedBytes } = carry.take()
    return make(text, 0, text.length, droppedBytes, endOffset)
  }
  const makeDecoded = (chunk: Buffer, from: number, to: number, endOffset: number): T => {
    const text = chunk.toString('utf8', from, to)
    return make(text, 0, text.length, 0, endOffset)
  }

  return {
    push(chunk) {
      const lines: T[] = []
      // one decoding for all lines where a byte is a character; slices share its memory
      const ascii = isAscii(chunk) ? chunk.toString('latin1') : null
      const newline = (from: number) => (ascii === null ? chunk.indexOf(NEWLINE, from) : ascii.indexOf('\n', from))
      let from = 0
      for (let at = newline(0); at !== -1; at = newline(from)) {
        const endOffset = offset + at + 1
        if (carry.isEmpty() && at - from <= keptBytes) {
          lines.push(ascii === null ? makeDecoded(chunk, from, at, endOffset) : make(ascii, from, at, 0, endOffset))
        } else {
          carry.add(chunk, from, at)
          lines.push(makeCarried(endOffset))
        }
        from = at + 1
      }
      carry.add(chunk, from, chunk.length)
      offset += chunk.length
      return lines
    },
    isAtStart: () => carry.isEmpty(),
    end: () => (carry.isEmpty() ? null : makeCarried(offset)),
  }
}

interface Carry {
  isEmpty(): boolean
  add(chunk: Buffer, from: number, to: number): void
  take(): { text: string; droppedBytes: number }
}

/** The beginning of a line whose newline has not come yet. */
function createCarry(keptBytes: number): Carry {
  // One byte more than is kept: it tells whether the cut would go through a character.
  const limit = keptBytes + 1
  let held: Buffer = Buffer.allocUnsafe(1024)
  let heldBytes = 0
  let lineBytes = 0

  return {
    isEmpty: () => lineBytes === 0,
    add(chunk, from, to) {
      lineBytes += to - from
      const end = Math.min(to, from + limit - heldBytes)
      if (end <= from) return
      const needed = heldBytes + end - from
      if (needed > held.length) held = grow(held, heldBytes, needed, limit)
      chunk.copy(held, heldBytes, from, end)
      heldBytes = needed
    },
    take() {
      const kept = lineBytes > keptBytes ? wholeCharacters(held, keptBytes) : lineBytes
      const line = { text: held.toString('utf8', 0, kept), droppedBytes: lineBytes - kept }
      heldBytes = 0
      lineBytes = 0
      return line
    },
  }
}

// Doubling keeps a line that comes byte by byte linear.
function grow(held: Buffer, heldBytes: number, needed: number, limit: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.min(limit, Math.max(needed, held.length * 2)))
  held.copy(larger, 0, 0, heldBytes)
  return larger
}

/** Where to cut so that no character is halved: before the lead byte if the first dropped byte continues a character. */
function wholeCharacters(held: Buffer, keptBytes: number): number {
  for (let cut = keptBytes; cut > keptBytes - 4; cut--) {
    if (((held[cut] ?? 0) & 0xc0) !== 0x80) return cut
  }
  return keptBytes
}
