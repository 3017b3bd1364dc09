import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { PendingFrames } from './transaction.ts'

/** Blocks that are written and sent together. */
export interface Segment {
  readonly logId: string
  readonly firstSeq: number
  readonly lastSeq: number
  /** Where each block begins in `frames`: little-endian uint32. */
  readonly offsets: Buffer
  readonly frames: Buffer
}

/** A segment is closed at this size: one read, one inflation and one write of a reader (its chunk is as large). */
const SEGMENT_BYTES = 256 * 1024

/** Joins the frames of one group commit into segments, a log's appends in their order. */
export function cutSegments(pending: readonly PendingFrames[]): Segment[] {
  const byLog = Map.groupBy(pending, (append) => append.logId)
  return [...byLog].flatMap(([logId, appends]) => cutLog(logId, appends))
}

function cutLog(logId: string, appends: readonly PendingFrames[]): Segment[] {
  const frames = appends.flatMap((append) => append.frames)
  const segments: Segment[] = []
  let firstSeq = appends[0]?.firstSeq ?? 1
  let blocks: string[] = []
  let length = 0
  for (const frame of frames) {
    blocks.push(frame)
    length += frame.length
    if (length < SEGMENT_BYTES) continue
    segments.push(encodeSegment(logId, firstSeq, blocks))
    firstSeq += blocks.length
    blocks = []
    length = 0
  }
  if (blocks.length > 0) segments.push(encodeSegment(logId, firstSeq, blocks))
  return segments
}

function encodeSegment(logId: string, firstSeq: number, blocks: readonly string[]): Segment {
  const text = blocks.join('')
  const bytes = Buffer.byteLength(text, 'utf8')
  // never from the pool: what is sent to another thread takes all of the memory it lies in along, 64 KiB for one event
  const frames = Buffer.allocUnsafeSlow(bytes)
  frames.write(text, 'utf8')
  // as many bytes as characters: plain ASCII, where a block need not be measured again
  const isAscii = bytes === text.length
  const offsets = Buffer.allocUnsafeSlow(blocks.length * 4)
  let at = 0
  let next = 0
  for (const block of blocks) {
    next = offsets.writeUInt32LE(at, next)
    at += isAscii ? block.length : Buffer.byteLength(block, 'utf8')
  }
  return { logId, firstSeq, lastSeq: firstSeq + blocks.length - 1, offsets, frames }
}

/** Below this, deflating costs more than the bytes it saves. */
const DEFLATE_BYTES = 16 * 1024

/** A segment and the longest block beyond it: inflated in one piece, not in sixteenths that are joined. */
const INFLATE_BYTES = SEGMENT_BYTES + 16 * 1024

export interface PackedFrames {
  readonly encoding: 'plain' | 'deflate'
  readonly bytes: Buffer
}

/** Frames as they are stored. At level 1 nine tenths of a flood go, for about a tenth of what writing them would take. */
export function packFrames(frames: Buffer): PackedFrames {
  if (frames.length < DEFLATE_BYTES) return { encoding: 'plain', bytes: frames }
  return { encoding: 'deflate', bytes: deflateRawSync(frames, { level: 1 }) }
}

export function unpackFrames({ encoding, bytes }: PackedFrames): Buffer {
  return encoding === 'plain' ? bytes : inflateRawSync(bytes, { chunkSize: INFLATE_BYTES })
}

/** Byte offset of the block after `seq`. */
export function offsetAfter(segment: Pick<Segment, 'firstSeq' | 'offsets'>, seq: number): number {
  const index = seq + 1 - segment.firstSeq
  return index <= 0 ? 0 : segment.offsets.readUInt32LE(index * 4)
}
