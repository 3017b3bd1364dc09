import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { BlockWriter } from './block-writer.ts'
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

/** With room for a segment and its last block; keep it. */
export function createBlockWriter(): BlockWriter {
  return new BlockWriter(SEGMENT_BYTES + 16 * 1024)
}

/** Joins the frames of one group commit into segments, a log's appends in their order. */
export function cutSegments(pending: readonly PendingFrames[], writer = createBlockWriter()): Segment[] {
  const byLog = Map.groupBy(pending, (append) => append.logId)
  writer.clear()
  return [...byLog].flatMap(([logId, appends]) => cutLog(logId, appends, writer))
}

function cutLog(logId: string, appends: readonly PendingFrames[], writer: BlockWriter): Segment[] {
  const segments: Segment[] = []
  let firstSeq = appends[0]?.firstSeq ?? 1
  let starts: number[] = []
  const close = () => {
    segments.push({
      logId,
      firstSeq,
      lastSeq: firstSeq + starts.length - 1,
      offsets: packOffsets(starts),
      frames: writer.take(),
    })
    firstSeq += starts.length
    starts = []
  }
  const beginBlock = () => {
    if (writer.length >= SEGMENT_BYTES) close()
    starts.push(writer.length)
  }
  for (const { frames, firstSeq: seq } of appends) {
    if ('packed' in frames) {
      writer.writeBatch(frames, seq, beginBlock)
      continue
    }
    for (const frame of frames) {
      beginBlock()
      writer.writeText(frame)
    }
  }
  if (starts.length > 0) close()
  return segments
}

function packOffsets(starts: readonly number[]): Buffer {
  const offsets = Buffer.allocUnsafeSlow(starts.length * 4)
  let at = 0
  for (const start of starts) at = offsets.writeUInt32LE(start, at)
  return offsets
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
