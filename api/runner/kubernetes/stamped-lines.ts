import { createLineMaker, MAX_KEPT_BYTES, type MakeLine } from '../../stream/split-lines.ts'
import type { LogLine } from '../runner.ts'
import { PREFIX_LENGTH, StampReader } from './log-stamp.ts'

/** A printed line and the stamp that the kubelet gave it. */
export interface StampedLine extends LogLine {
  /** In the form of `StampReader`; null for a line without one, which no container printed. */
  readonly stamp: string | null
  /** Of the line as it was printed, with its newline, dropped bytes too. */
  readonly bytes: number
}

export interface StampedLines {
  /** Lines that are complete with `chunk`. The chunk's memory may be used again afterwards. */
  push(chunk: Buffer): StampedLine[]
  /** Whether nothing of the next line has come. */
  isAtStart(): boolean
  /** What stands behind the last newline, once nothing more will come; null when nothing does. */
  end(): StampedLine | null
}

/**
 * Cuts the bytes of a stamped log into lines. The bound of a line is that of its text; a stamp that is not of today's
 * length shifts it by the few bytes of the difference.
 */
export function createStampedLines(): StampedLines {
  const stamps = new StampReader()
  let offset = 0

  const make: MakeLine<StampedLine> = (source, from, to, droppedBytes, endOffset) => {
    const prefix = stamps.read(source, from)
    const bytes = endOffset - offset - prefix
    offset = endOffset
    return { text: source.slice(from + prefix, to), droppedBytes, stamp: prefix === 0 ? null : stamps.stamp, bytes }
  }
  return createLineMaker(make, 0, MAX_KEPT_BYTES + PREFIX_LENGTH)
}
