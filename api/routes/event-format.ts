import type { ReaderFormat } from '../stream/event-reader.ts'
import { dataLines, HEARTBEAT_BLOCK, RETRY_BLOCK } from '../stream/frame.ts'

/** A form the events of a run come in. */
export interface EventFormat extends ReaderFormat {
  readonly mediaType: string
  /** Written before the first event; also what makes the head leave at once. Null: nothing. */
  readonly opening: string | null
}

export const sse: EventFormat = {
  mediaType: 'text/event-stream',
  encode: null,
  heartbeat: HEARTBEAT_BLOCK,
  opening: RETRY_BLOCK,
}

export const ndjson: EventFormat = {
  mediaType: 'application/x-ndjson',
  encode: dataLines,
  heartbeat: null,
  opening: null,
}

/** The form an Accept header asks for; SSE unless lines are wanted more, null when it takes neither. */
export function formatFor(accept: string | undefined): EventFormat | null {
  if (accept === undefined || accept.trim() === '') return sse
  const ranges = accept.split(',').map(parseRange)
  const wanted = [sse, ndjson].map((format) => ({ format, ...weightOf(format.mediaType, ranges) }))
  wanted.sort((a, b) => b.quality - a.quality || b.exactness - a.exactness)
  const [best] = wanted
  return best === undefined || best.quality === 0 ? null : best.format
}

interface Range {
  readonly type: string
  readonly quality: number
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const parsed = Number(quality ?? 1)
  return { type, quality: parsed >= 0 && parsed <= 1 ? parsed : 0 }
}

/** RFC 9110 section 12.5.1: the most exact range that matches decides. */
function weightOf(mediaType: string, ranges: readonly Range[]): { quality: number; exactness: number } {
  const family = `${mediaType.split('/', 1)[0]}/*`
  for (const [name, exactness] of [
    [mediaType, 2],
    [family, 1],
    ['*/*', 0],
  ] as const) {
    const range = ranges.find(({ type }) => type === name)
    if (range !== undefined) return { quality: range.quality, exactness }
  }
  return { quality: 0, exactness: 0 }
}
