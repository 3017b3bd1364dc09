/** Longest line that is looked at; of a longer one only the fact that it was there is lost, never its bytes. */
const MAX_LINE_BYTES = 1024 * 1024

/**
 * Finds the lines in bytes that come in any pieces. Bytes are searched, not text: a line feed is never part of a
 * character of several bytes.
 */
export class LineFeed {
  readonly #onLine: (line: Buffer) => void
  #pieces: Buffer[] = []
  #length = 0
  #isTooLong = false

  constructor(onLine: (line: Buffer) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      this.#take(chunk.subarray(from, at))
      this.end()
      from = at + 1
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
    if (isWhole && only !== undefined) this.#onLine(pieces.length === 1 ? only : Buffer.concat(pieces))
  }

  #take(piece: Buffer): void {
    this.#length += piece.length
    if (this.#length > MAX_LINE_BYTES) {
      this.#isTooLong = true
      this.#pieces = []
    } else if (piece.length > 0 && !this.#isTooLong) this.#pieces.push(piece)
  }
}
