import { encodeLogLine } from '#contract/encode-line.ts'
import type { AgentEvent } from '#contract/event.ts'
import { fitLines } from './fit-line.ts'
import { createLineWriter, type LineWriterOptions } from './line-writer.ts'

/** Prints numbered events, one a line. Nothing is lost: what cannot be written yet is kept and written later. */
export interface Emitter {
  emit(event: AgentEvent): void
  /** Merged with its neighbours, so that a talkative model makes about 20 lines a second. */
  thought(text: string, pass: number): void
  /** True while something emitted is not written yet. */
  isHeldBack(): boolean
  /** Resolves when everything emitted is written; throws AgentError `storage` when there was no room for too long. */
  drained(): Promise<void>
  /** Number of the last line, thoughts that were still being merged included. */
  lines(): number
  close(): void
}

const MERGE_MS = 50

export function createEmitter(options: LineWriterOptions): Emitter {
  const writer = createLineWriter(options)
  let n = 0
  let merged = { text: '', pass: 0 }
  let mergeTimer: NodeJS.Timeout | null = null

  const print = (event: AgentEvent) => {
    for (const piece of fitLines(n + 1, event)) writer.write(`${encodeLogLine(++n, piece)}\n`)
  }
  const flushThoughts = () => {
    if (mergeTimer !== null) clearTimeout(mergeTimer)
    mergeTimer = null
    const data = merged
    merged = { text: '', pass: 0 }
    if (data.text !== '') print({ type: 'thought-delta', data })
  }

  return {
    emit(event) {
      flushThoughts()
      print(event)
    },
    thought(text, pass) {
      if (merged.pass !== pass) flushThoughts()
      merged = { text: merged.text + text, pass }
      mergeTimer ??= setTimeout(flushThoughts, MERGE_MS)
    },
    isHeldBack: writer.isHeldBack,
    drained() {
      flushThoughts()
      return writer.drained()
    },
    lines() {
      flushThoughts()
      return n
    },
    close() {
      flushThoughts()
      writer.close()
    },
  }
}
