import { betweenNumbers, envelopeTail } from '../../stream/frame.ts'
import type { BatchPlace, PackedBatch } from '../packed-events.ts'

const NEWLINE = 0x0a
const SPACE = 0x20
const ZERO = 0x30
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d
const ID = Buffer.from('id: ')
/** Of 2^53. */
const MAX_DIGITS = 16

/** The bytes around the numbers and the data of a batch's blocks of one type. */
interface Shape {
  readonly between: Buffer
  readonly behind: Buffer
}

/** Writes blocks behind each other into memory that is used again for the next ones. */
export class BlockWriter {
  #bytes: Buffer
  #length = 0

  constructor(bytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes)
  }

  get length(): number {
    return this.#length
  }

  /** Forgets what a broken group has left. */
  clear(): void {
    this.#length = 0
  }

  /** All that was written, as memory of its own; then it is empty. */
  take(): Buffer {
    // never from the pool: what is sent to another thread takes all of the memory it lies in along, 64 KiB for one event
    const taken = Buffer.allocUnsafeSlow(this.#length)
    this.#bytes.copy(taken, 0, 0, this.#length)
    this.#length = 0
    return taken
  }

  /** A block that is whole already. */
  writeText(block: string): void {
    this.#makeRoom(block.length * 3)
    this.#length += this.#bytes.write(block, this.#length, 'utf8')
  }

  /** The blocks of a batch, numbered from `seq` on; `onBlock` is called before each. */
  writeBatch({ packed, place }: PackedBatch, seq: number, onBlock: () => void): void {
    const source = Buffer.from(packed.bytes.buffer, packed.bytes.byteOffset, packed.bytes.byteLength)
    const shapes = new Map<string, Shape>()
    const thought = shapeOf('thought-delta', place)
    for (let at = 0, i = 0; i < packed.count; i++) {
      const newline = source.indexOf(NEWLINE, at)
      const end = newline === -1 ? source.length : newline
      onBlock()
      if (source[at] === OPENING_BRACE) {
        this.#writeBlock(seq + i, thought, source, at, end)
      } else {
        const space = source.indexOf(SPACE, at)
        const type = source.toString('latin1', at, space)
        const shape = shapes.get(type) ?? shapeOf(type, place)
        shapes.set(type, shape)
        this.#writeBlock(seq + i, shape, source, space + 1, end)
      }
      at = end + 1
    }
  }

  /** As `encodeFrame` makes it, with the JSON of `source` from `from` to `to` for its data. */
  #writeBlock(seq: number, { between, behind }: Shape, source: Buffer, from: number, to: number): void {
    this.#makeRoom(ID.length + between.length + behind.length + 2 * MAX_DIGITS + to - from + 3)
    const bytes = this.#bytes
    let at = this.#length
    bytes.set(ID, at)
    at = writeNumber(bytes, at + ID.length, seq)
    bytes.set(between, at)
    at = writeNumber(bytes, at + between.length, seq)
    bytes.set(behind, at)
    at += behind.length
    at += source.copy(bytes, at, from, to)
    bytes[at] = CLOSING_BRACE
    bytes[at + 1] = NEWLINE
    bytes[at + 2] = NEWLINE
    this.#length = at + 3
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

/** Gives the offset behind it. A text of each number would be made twice for every block. */
function writeNumber(bytes: Buffer, at: number, value: number): number {
  let digits = 1
  for (let power = 10; power <= value; power *= 10) digits++
  let rest = value
  for (let place = at + digits - 1; place >= at; place--) {
    const digit = rest % 10
    bytes[place] = ZERO + digit
    // without it a large number would be rounded up
    rest = (rest - digit) / 10
  }
  return at + digits
}

function shapeOf(type: string, place: BatchPlace): Shape {
  const tail = envelopeTail({ ...place, type, data: null })
  return {
    between: Buffer.from(betweenNumbers(type)),
    behind: Buffer.from(`,${tail.slice(0, -'null}'.length)}`),
  }
}
