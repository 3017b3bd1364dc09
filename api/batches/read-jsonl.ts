import { MAX_BATCH_LINE_BYTES } from '#contract/batch.ts'
import { badLine, decodeUtf8, type FileLine } from './file-line.ts'

const NEWLINE = 0x0a

/** Reads one JSON value a line; empty lines are passed over. Holds one line at a time, however long the file is. */
export async function* readJsonl(chunks: AsyncIterable<Buffer>): AsyncGenerator<FileLine> {
  const held = new HeldLine()
  let line = 1
  for await (const chunk of chunks) {
    let at = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, at)) {
      held.add(chunk.subarray(at, end))
      yield* held.take(line)
      line++
      at = end + 1
    }
    held.add(chunk.subarray(at))
  }
  yield* held.take(line)
}

/** The parts of a line that have come, as long as it is not longer than a line may be. */
class HeldLine {
  #parts: Buffer[] = []
  #bytes = 0

  add(part: Buffer): void {
    this.#bytes += part.length
    if (this.#bytes > MAX_BATCH_LINE_BYTES) this.#parts = []
    else if (part.length > 0) this.#parts.push(part)
  }

  *take(line: number): Generator<FileLine> {
    if (this.#bytes === 0) return
    const [only] = this.#parts
    const bytes = this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts)
    const isTooLong = this.#bytes > MAX_BATCH_LINE_BYTES
    this.#parts = []
    this.#bytes = 0
    if (isTooLong) yield badLine(line, `must be at most ${MAX_BATCH_LINE_BYTES} bytes long`)
    else yield* parseLine(line, bytes)
  }
}

function* parseLine(line: number, bytes: Buffer): Generator<FileLine> {
  const text = decodeUtf8(bytes)
  if (text === null) yield badLine(line, 'must be UTF-8')
  else if (text.trim() !== '') yield parseJson(line, text)
}

function parseJson(line: number, text: string): FileLine {
  try {
    const value: unknown = JSON.parse(text)
    return { line, value, fault: null }
  } catch {
    return badLine(line, 'must be a JSON object on one line')
  }
}
