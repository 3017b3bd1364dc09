/** Longest line that is looked at; of a longer one only the fact that it was there is lost, never its bytes. */
const MAX_LINE_BYTES = 1024 * 1024

const NEWLINE = 10

export interface LineFeedOptions {
  readonly onLine: (line: Buffer) => void
  /** Asked at each line: from when it is true on, only lines with one of the words are looked for. */
  readonly isSkimming: () => boolean
  readonly words: readonly string[]
}

/**
 * Finds the lines in bytes that come in any pieces. Bytes are searched, not text: a line feed is never part of a
 * character of several bytes. While skimming, the words are searched in all bytes at once and not line by line, which
 * takes a tenth of the time.
 */
export class LineFeed {
  readonly #onLine: (line: Buffer) => void
  readonly #isSkimming: () => boolean
  readonly #words: readonly Buffer[]
  #pieces: Buffer[] = []
  #length = 0
  #isTooLong = false

  constructor({ onLine, isSkimming, words }: LineFeedOptions) {
    this.#onLine = onLine
    this.#isSkimming = isSkimming
    this.#words = words.map((word) => Buffer.from(word))
  }

  push(chunk: Buffer): void {
    const skip = createSkip(chunk, this.#words)
    let from = this.#length === 0 && this.#isSkimming() ? skip(0) : 0
    for (let at = chunk.indexOf(NEWLINE, from); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#take(chunk.subarray(from, at))
      this.end()
      from = at + 1
      if (this.#isSkimming()) from = skip(from)
    }
    if (from < chunk.length) this.#take(chunk.subarray(from))
  }

  /** What is left is a line, too. */
  end(): void {
    const pieces = this.#pieces
    const isWhole = !this.#isTooLong && this.#length > 0
    this.#pieces = []
    this.#length = 0
    this.#isTooLong = false
    const [only] = pieces
    if (!isWhole || only === undefined) return
    const line = pieces.length === 1 ? only : Buffer.concat(pieces)
    if (!this.#isSkimming() || this.#words.some((word) => line.includes(word))) this.#onLine(line)
  }

  #take(piece: Buffer): void {
    this.#length += piece.length
    if (this.#length > MAX_LINE_BYTES) {
      this.#isTooLong = true
      this.#pieces = []
    } else if (piece.length > 0 && !this.#isTooLong) this.#pieces.push(piece)
  }
}

/** From a line's beginning to that of the next one with a word in it, else to the one that goes on behind the chunk. */
function createSkip(chunk: Buffer, words: readonly Buffer[]): (from: number) => number {
  // Where each word stands next: every word is searched once over the whole chunk, however often another is found.
  const next = words.map(() => -1)
  return (from) => {
    let stop = chunk.length
    for (const [i, word] of words.entries()) {
      const known = next[i] ?? -1
      const at = known >= from ? known : chunk.indexOf(word, from)
      next[i] = at === -1 ? chunk.length : at
      stop = Math.min(stop, next[i] ?? stop)
    }
    // A negative offset would count from the end.
    return stop <= from ? from : Math.max(from, chunk.lastIndexOf(NEWLINE, stop - 1) + 1)
  }
}
