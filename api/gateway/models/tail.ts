/** How much of the end is kept at least: the lines that end an answer have a few hundred bytes. */
const KEEP_BYTES = 64 * 1024

/** Pieces are joined from so many on: a piece of a few bytes costs more than its bytes. */
const MAX_PIECES = 256

const NEWLINE = 10

/** The end of a text whose length nobody knows, of which the beginning is let go. */
export class Tail {
  #pieces: Buffer[] = []
  #length = 0
  #isCut = false

  push(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#length += piece.length
    this.#letGo()
    if (this.#pieces.length >= MAX_PIECES) this.#join()
  }

  /** The last 64 KiB or more in whole lines, all of it when there was no more. It is empty after that. */
  take(): Buffer {
    const bytes = Buffer.concat(this.#pieces)
    const from = this.#isCut ? bytes.indexOf(NEWLINE) + 1 || bytes.length : 0
    this.#pieces = []
    this.#length = 0
    this.#isCut = false
    return bytes.subarray(from)
  }

  /** Without what is too old: a piece is let go whole, and this one would grow for ever. */
  #join(): void {
    const from = Math.max(0, this.#length - KEEP_BYTES)
    if (from > 0) this.#isCut = true
    this.#pieces = [Buffer.concat(this.#pieces).subarray(from)]
    this.#length -= from
  }

  #letGo(): void {
    let first = this.#pieces[0]
    while (first !== undefined && this.#length - first.length >= KEEP_BYTES) {
      this.#pieces.shift()
      this.#length -= first.length
      this.#isCut = true
      first = this.#pieces[0]
    }
  }
}
