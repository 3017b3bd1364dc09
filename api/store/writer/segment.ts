import { constants, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
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
  const segments: Segment[] = []
  writer.clear()
  // not flatMap: V8 takes its array for one with holes, which takes longer to send to another thread
  for (const [logId, appends] of Map.groupBy(pending, (append) => append.logId)) {
    segments.push(...cutLog(logId, appends, writer))
  }
  return segments
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

/** Below this, compressing costs more than the bytes it saves. */
const COMPRESS_BYTES = 16 * 1024

/** A segment and the longest block beyond it: unpacked in one piece, not in sixteenths that are joined. */
const UNPACK_BYTES = SEGMENT_BYTES + 16 * 1024

/** The fastest level that is not a trade for size: nineteen twentieths of a flood go, at 900 MB/s (deflate: 360 MB/s). */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

export interface PackedFrames {
  /** `deflate` is what earlier versions wrote. */
  readonly encoding: 'plain' | 'deflate' | 'zstd'
  readonly bytes: Buffer
}

/** Frames as they are stored. */
export function packFrames(frames: Buffer): PackedFrames {
  if (frames.length < COMPRESS_BYTES) return { encoding: 'plain', bytes: frames }
  return { encoding: 'zstd', bytes: zstdCompressSync(frames, ZSTD) }
}

export function unpackFrames({ encoding, bytes }: PackedFrames): Buffer {
  if (encoding === 'plain') return bytes
  const unpack = encoding === 'zstd' ? zstdDecompressSync : inflateRawSync
  return unpack(bytes, { chunkSize: UNPACK_BYTES })
}

/** Byte offset of the block after `seq`. */
export function offsetAfter(segment: Pick<Segment, 'firstSeq' | 'offsets'>, seq: number): number {
  const index = seq + 1 - segment.firstSeq
  return index <= 0 ? 0 : segment.offsets.readUInt32LE(index * 4)
}
