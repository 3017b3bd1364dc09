import { Tail } from './tail.ts'

/** Longest line that is looked at; of a longer one only the fact that it was there is lost, never its bytes. */
const MAX_LINE_BYTES = 1024 * 1024

const NEWLINE = 10

export interface LineFeedOptions {
  readonly onLine: (line: Buffer) => void
  /** Asked at each line: from when it is true on, only lines near the end with one of the words are wanted. */
  readonly isSkimming: () => boolean
  readonly words: readonly string[]
}

/**
 * Finds the lines in bytes that come in any pieces. Bytes are searched, not text: a line feed is never part of a
 * character of several bytes. While skimming, nothing is searched at all: what is wanted of an answer after its first
 * token stands in its last lines, which are looked at once it is over.
 */
export class LineFeed {
  readonly #onLine: (line: Buffer) => void
  readonly #isSkimming: () => boolean
  readonly #words: readonly Buffer[]
  readonly #tail = new Tail()
  #pieces: Buffer[] = []
  #length = 0
  #isTooLong = false

  constructor({ onLine, isSkimming, words }: LineFeedOptions) {
    this.#onLine = onLine
    this.#isSkimming = isSkimming
    this.#words = words.map((word) => Buffer.from(word))
  }

  push(chunk: Buffer): void {
    let from = 0
    while (!this.#isSkimming()) {
      const at = chunk.indexOf(NEWLINE, from)
      if (at === -1) {
        this.#take(chunk.subarray(from))
        return
      }
      this.#take(chunk.subarray(from, at))
      this.#endLine()
      from = at + 1
    }
    this.#tail.push(from === 0 ? chunk : chunk.subarray(from))
  }

  /** What is left is a line, too. */
  end(): void {
    this.#endLine()
    const bytes = this.#tail.take()
    for (let from = 0; from < bytes.length; ) {
      const at = bytes.indexOf(NEWLINE, from)
      const line = bytes.subarray(from, at === -1 ? bytes.length : at)
      if (this.#words.some((word) => line.includes(word))) this.#onLine(line)
      from += line.length + 1
    }
  }

  #endLine(): void {
    const pieces = this.#pieces
    const isWhole = !this.#isTooLong && this.#length > 0
    this.#pieces = []
    this.#length = 0
    this.#isTooLong = false
    const [only] = pieces
    if (!isWhole || only === undefined) return
    this.#onLine(pieces.length === 1 ? only : Buffer.concat(pieces))
  }

  #take(piece: Buffer): void {
    this.#length += piece.length
    if (this.#length > MAX_LINE_BYTES) {
      this.#isTooLong = true
      this.#pieces = []
    } else if (piece.length > 0 && !this.#isTooLong) this.#pieces.push(piece)
  }
}
