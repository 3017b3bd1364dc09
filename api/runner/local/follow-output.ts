import { type FileHandle, open } from 'node:fs/promises'
import { z } from 'zod'
import { createLineSplitter, type SplitLine } from '../../stream/split-lines.ts'
import type { LogBatch, LogCursor } from '../runner.ts'
import { type AttemptFolder, hasCode } from './attempt-folder.ts'
import { createWake } from './wake.ts'

const READ_BYTES = 65_536
// A read may hold as many lines as bytes; a batch stays one short stretch of work for whoever takes it.
const BATCH_LINES = 4096
const POLL_MS = 500

const Cursor = z.object({ offset: z.int().min(0) })

export interface FollowOptions {
  readonly outputLimitBytes: number
  isEnded(): Promise<boolean>
  stop(): Promise<void>
}

/** Lines of the output file behind `from`, until the attempt has ended, the limit is reached, or `signal` aborts. */
export async function* followOutput(
  folder: AttemptFolder,
  from: LogCursor | null,
  options: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const file = await openIfThere(folder.output)
  if (file === null) return
  const start = from === null ? 0 : Cursor.parse(from).offset
  const splitter = createLineSplitter(start)
  try {
    for await (const chunk of readToEnd(file, start, folder, options, signal)) yield* batches(splitter.push(chunk))
    const tail = signal.aborted ? null : splitter.end()
    if (tail !== null) yield* batches([tail])
  } finally {
    await file.close()
  }
}

/** Bytes from `position` as they are written. The memory of a chunk is used again for the next one. */
async function* readToEnd(
  file: FileHandle,
  start: number,
  folder: AttemptFolder,
  { outputLimitBytes, isEnded, stop }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const wake = createWake(folder.path, ['output', 'exit'], POLL_MS, signal)
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  let position = start
  // Whatever an attempt printed before it was seen to end is in the file, so one more read finds it all.
  let hasEnded = await isEnded()
  try {
    while (!signal.aborted) {
      const room = Math.max(0, Math.min(READ_BYTES, outputLimitBytes - position))
      const { bytesRead } = await file.read(buffer, 0, room, position)
      position += bytesRead
      if (bytesRead > 0) {
        yield buffer.subarray(0, bytesRead)
      } else if (hasEnded) {
        return
      } else if (position >= outputLimitBytes && (await folder.outputBytes()) > outputLimitBytes) {
        await stop()
        return
      } else {
        const changed = await wake.next()
        hasEnded = (changed.has('exit') || changed.size === 0) && (await isEnded())
      }
    }
  } finally {
    wake.close()
  }
}

function* batches(lines: readonly SplitLine[]): Generator<LogBatch> {
  for (let from = 0; from < lines.length; from += BATCH_LINES) {
    const batch = lines.slice(from, from + BATCH_LINES)
    const offset = batch.at(-1)?.endOffset
    if (offset !== undefined) yield { lines: batch, cursor: { offset }, isContinuous: true }
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}
