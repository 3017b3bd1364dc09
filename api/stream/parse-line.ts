import type { AgentEvent } from '#contract/event.ts'
import { MAX_LINE_JUMP } from '#contract/limits.ts'
import { decodeLogLine } from '#contract/log-line.ts'

/** Longest text of one `log` event, in characters; the rest of a longer line is counted, not kept. */
export const MAX_TEXT_CHARACTERS = 4096

export type ParsedLine =
  | { readonly kind: 'event'; readonly n: number; readonly event: AgentEvent; readonly missing: number }
  /** `n` is null for a line that is not numbered by us. */
  | { readonly kind: 'text'; readonly text: string; readonly n: number | null; readonly missing: number }
  /** Seen before: the overlap of a resume. */
  | { readonly kind: 'repeat' }

interface RawLine {
  readonly text: string
  readonly droppedBytes: number
}

/**
 * One printed line as what it is allowed to be. Its place decides whether it is new, its number proves it: in an
 * unbroken read anything but `lastN + 1` is text; after a broken one a jump says how many lines are missing.
 */
export function parseLine(line: RawLine, lastN: number, isContinuous: boolean): ParsedLine {
  const decoded = line.droppedBytes === 0 ? decodeLogLine(line.text) : null
  if (decoded === null) return text(line, null, 0)
  const missing = decoded.n - lastN - 1
  if (missing !== 0) {
    if (isContinuous || missing > MAX_LINE_JUMP) return text(line, null, 0)
    if (missing < 0) return { kind: 'repeat' }
  }
  if (decoded.event === null) return text(line, decoded.n, missing)
  return { kind: 'event', n: decoded.n, event: decoded.event, missing }
}

function text(line: RawLine, n: number | null, missing: number): ParsedLine {
  const end = endOfKept(line.text)
  const kept = line.text.slice(0, end)
  const dropped = Buffer.byteLength(line.text.slice(end)) + line.droppedBytes
  const note = dropped === 0 ? '' : ` … (${dropped} bytes of this line are not kept)`
  return { kind: 'text', text: kept + note, n, missing }
}

/** Where to cut: before a character whose first half alone would still fit. */
function endOfKept(text: string): number {
  if (text.length <= MAX_TEXT_CHARACTERS) return text.length
  const last = text.charCodeAt(MAX_TEXT_CHARACTERS - 1)
  return last >= 0xd800 && last <= 0xdbff ? MAX_TEXT_CHARACTERS - 1 : MAX_TEXT_CHARACTERS
}
