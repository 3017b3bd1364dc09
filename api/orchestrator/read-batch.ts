import type { Design } from '#contract/design.ts'
import type { EventData, EventType } from '#contract/event.ts'
import { readThoughtJson } from '#contract/log-line.ts'
import type { LogBatch } from '../runner/runner.ts'
import { type PackedEvents, packEvent, packEvents, packThought } from '../store/packed-events.ts'
import { MAX_TEXT_CHARACTERS, parseLine } from '../stream/parse-line.ts'

export interface BatchReading {
  /** The events, for the store. */
  readonly packed: PackedEvents
  readonly lastN: number
  /** The last whole design in the batch. */
  readonly design: Design | null
}

/** Turns a batch of printed lines into events of their own lane. Lines of plain text that follow each other share an event. */
export function readBatch(batch: LogBatch, lastN: number): BatchReading {
  const { thoughts } = batch
  if (thoughts?.firstN === lastN + 1) {
    const { bytes, count } = thoughts
    return { packed: { bytes, count }, lastN: lastN + count, design: null }
  }
  return readLines(batch, lastN)
}

function readLines(batch: LogBatch, lastN: number): BatchReading {
  const events: string[] = []
  const add = <T extends EventType>(type: T, data: EventData<T>) => events.push(packEvent(type, data))
  let texts: string[] = []
  let textLength = 0
  const flushText = () => {
    if (texts.length > 0) add('log', { text: texts.join('\n') })
    texts = []
    textLength = 0
  }
  let design: Design | null = null
  let isContinuous = batch.isContinuous
  let n = lastN
  for (const line of batch.lines) {
    const thought = line.droppedBytes === 0 ? readThoughtJson(line.text, n + 1) : null
    if (thought !== null) {
      flushText()
      events.push(packThought(thought))
      n++
      isContinuous = true
      continue
    }
    const parsed = parseLine(line, n, isContinuous)
    if (parsed.kind === 'repeat') continue
    if (parsed.missing > 0) {
      flushText()
      add('log-gap', { lines: parsed.missing, why: 'lost' })
    }
    if (parsed.n !== null) {
      n = parsed.n
      isContinuous = true
    }
    if (parsed.kind === 'text') {
      if (textLength + parsed.text.length > MAX_TEXT_CHARACTERS) flushText()
      texts.push(parsed.text)
      textLength += parsed.text.length
      continue
    }
    flushText()
    if (parsed.event.type === 'design') design = parsed.event.data.design
    add(parsed.event.type, parsed.event.data)
  }
  flushText()
  return { packed: packEvents(events), lastN: n, design }
}
