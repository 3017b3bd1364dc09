const NEWLINE = 10

/** Longest line that is held back until it is whole, in bytes: what an agent prints is shorter, with its stamp too. */
const HELD_BYTES = 16_384

const NOTHING = Buffer.alloc(0)

// One for all streams: memory of its own for each chunk would keep the collector at work.
let memory: Buffer = NOTHING

/** Cuts a stream of bytes behind newlines only. A line that is too long to be held comes in pieces. */
export class WholeLines {
  #begun: Buffer = NOTHING

  /** What can be read on now, in its order; empty while nothing is whole. Its memory is used again for the next chunk of any stream. */
  push(chunk: Buffer): Buffer {
    const bytes = this.#begun.length === 0 ? chunk : join(this.#begun, chunk)
    const end = bytes.lastIndexOf(NEWLINE) + 1
    const cut = bytes.length - end > HELD_BYTES ? bytes.length : end
    this.#begun = cut === bytes.length ? NOTHING : Buffer.from(bytes.subarray(cut))
    return bytes.subarray(0, cut)
  }

  /** What stands behind the last newline, once nothing more will come. */
  end(): Buffer {
    const rest = this.#begun
    this.#begun = NOTHING
    return rest
  }
}

function join(begun: Buffer, chunk: Buffer): Buffer {
  const length = begun.length + chunk.length
  if (memory.length < length) memory = Buffer.allocUnsafeSlow(length)
  begun.copy(memory)
  chunk.copy(memory, begun.length)
  return memory.subarray(0, length)
}
