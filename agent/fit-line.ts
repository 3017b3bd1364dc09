import { encodeLogLine, MAX_LINE_BYTES } from '#contract/encode-line.ts'
import type { AgentEvent } from '#contract/event.ts'

/** Events that say the same as `event` and whose lines, numbered from `n`, are no longer than a line may be. */
export function fitLines(n: number, event: AgentEvent): AgentEvent[] {
  if (fits(n, event)) return [event]
  switch (event.type) {
    case 'thought-delta': {
      const withText = (text: string): AgentEvent => ({ ...event, data: { ...event.data, text } })
      // Later pieces have larger numbers; there are never more of them than characters.
      return cut(event.data.text, (text) => fits(n + event.data.text.length, withText(text))).map(withText)
    }
    case 'log': {
      const withText = (text: string): AgentEvent => ({ type: 'log', data: { text: `${text}…` } })
      return cut(event.data.text, (text) => fits(n, withText(text)))
        .slice(0, 1)
        .map(withText)
    }
    case 'design':
      // Only text of half characters gets so long. The reasons are the longest part, and no picture needs them.
      return [{ ...event, data: { ...event.data, design: { ...event.data.design, reasons: {} } } }]
    default:
      return [event]
  }
}

const fits = (n: number, event: AgentEvent) => Buffer.byteLength(encodeLogLine(n, event)) < MAX_LINE_BYTES

/** Pieces of `text` that each fit, cut between characters. Halving is enough: this is for rare, long texts. */
function cut(text: string, fitsLine: (piece: string) => boolean): string[] {
  const pieces: string[] = []
  for (let rest = text; rest !== ''; ) {
    let length = rest.length
    while (length > 1 && !fitsLine(rest.slice(0, length))) length = characterBoundary(rest, length >> 1)
    pieces.push(rest.slice(0, length))
    rest = rest.slice(length)
  }
  return pieces
}

function characterBoundary(text: string, at: number): number {
  const code = text.charCodeAt(at)
  const isInsidePair = code >= 0xdc00 && code <= 0xdfff
  return isInsidePair && at > 1 ? at - 1 : at
}
