import type { Sqlite } from './database.ts'
import type { EventLog, FrameBatch } from './store.ts'
import { offsetAfter, type PackedFrames, type Segment, unpackFrames } from './writer/segment.ts'

/**
 * Newest segments kept for readers at the head, a log; anything older is read from the database. A flood is committed in
 * groups of a few megabytes: a reader that has to wait for one is a group behind, and with less room here it would have
 * most of a flood unpacked again.
 */
const RING_BYTES = 4 * 1024 * 1024

type Readable = Omit<Segment, 'logId'>
type StoredSegment = Omit<Readable, 'frames'> & PackedFrames

interface LiveLog {
  readonly wakes: Set<() => void>
  ring: Segment[]
  ringBytes: number
}

/** Replay and live are one read path: committed segments from a small ring, or else from the database. */
export class SegmentLog implements EventLog {
  readonly #live = new Map<string, LiveLog>()
  readonly #after

  constructor(sqlite: Sqlite) {
    this.#after = sqlite.prepare<[string, number], StoredSegment>(
      'SELECT firstSeq, lastSeq, offsets, encoding, frames AS bytes FROM segments WHERE logId = ? AND lastSeq > ? ORDER BY lastSeq',
    )
  }

  read(logId: string, after: number, maxBytes: number): FrameBatch | null {
    const ring = this.#live.get(logId)?.ring
    const isInRing = ring?.[0] !== undefined && ring[0].firstSeq <= after + 1
    return collect(isInRing ? behind(ring, after) : unpacked(this.#after.iterate(logId, after)), after, maxBytes)
  }

  subscribe(logId: string, wake: () => void): () => void {
    const live = this.#live.get(logId) ?? { wakes: new Set(), ring: [], ringBytes: 0 }
    this.#live.set(logId, live)
    live.wakes.add(wake)
    return () => {
      live.wakes.delete(wake)
      if (live.wakes.size === 0 && this.#live.get(logId) === live) this.#live.delete(logId)
    }
  }

  /** Takes what was committed and wakes who waits for it. A log nobody reads keeps no memory. */
  publish(segments: readonly Segment[]): void {
    const woken = new Set<LiveLog>()
    for (const segment of segments) {
      const live = this.#live.get(segment.logId)
      if (live === undefined) continue
      keep(live, segment)
      woken.add(live)
    }
    for (const live of woken) for (const wake of [...live.wakes]) wake()
  }

  /** Gives memory back while nothing is committed: readers have what they were woken for, and late ones the database. */
  rest(): void {
    for (const live of this.#live.values()) {
      live.ring = []
      live.ringBytes = 0
    }
  }
}

function keep(live: LiveLog, sent: Segment): void {
  // a Buffer arrives from the other thread as a plain Uint8Array
  const segment = { ...sent, offsets: asBuffer(sent.offsets), frames: asBuffer(sent.frames) }
  live.ring.push(segment)
  live.ringBytes += segment.frames.length
  while (live.ringBytes > RING_BYTES && live.ring.length > 1) {
    live.ringBytes -= live.ring.shift()?.frames.length ?? 0
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The segments with something behind `after`. Slow events make thousands of them, and nearly all reads want the last. */
function* behind(ring: readonly Segment[], after: number): Generator<Segment> {
  let low = 0
  for (let high = ring.length; low < high; ) {
    const middle = (low + high) >>> 1
    if ((ring[middle]?.lastSeq ?? after) <= after) low = middle + 1
    else high = middle
  }
  for (let at = low; at < ring.length; at++) {
    const segment = ring[at]
    if (segment !== undefined) yield segment
  }
}

function* unpacked(rows: Iterable<StoredSegment>): Generator<Readable> {
  for (const row of rows) yield { ...row, frames: unpackFrames(row) }
}

function collect(segments: Iterable<Readable>, after: number, maxBytes: number): FrameBatch | null {
  const parts: Buffer[] = []
  let firstSeq = 0
  let lastSeq = after
  let length = 0
  for (const segment of segments) {
    const part = segment.frames.subarray(offsetAfter(segment, after))
    if (parts.length === 0) firstSeq = Math.max(segment.firstSeq, after + 1)
    parts.push(part)
    length += part.length
    lastSeq = segment.lastSeq
    if (length >= maxBytes) break
  }
  const [only] = parts
  if (only === undefined) return null
  return { bytes: parts.length === 1 ? only : Buffer.concat(parts, length), firstSeq, lastSeq }
}
