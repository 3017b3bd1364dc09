import { MAX_LINE_JUMP } from '#contract/limits.ts'
import { decodeLogLine } from '#contract/log-line.ts'
import type { LogLine } from '../runner.ts'

const MARKER = '{"axl":1,'
const OPENING = '{"axl":1,"n":'
const MAX_DIGITS = 15

/**
 * The number of a line, 0 when it has none. Reads only the head of a line as our encoder writes it: that is enough for a
 * number that comes next; `isNumbered` judges the line where more depends on it.
 */
export function numberOf({ text, droppedBytes }: LogLine): number {
  if (droppedBytes !== 0 || !text.startsWith(OPENING)) return otherNumber(text, droppedBytes)
  let n = 0
  for (let at = OPENING.length; at <= OPENING.length + MAX_DIGITS; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return digit === COMMA ? n : 0
    n = n * 10 + digit
  }
  return 0
}

const COMMA = ','.charCodeAt(0) - 48

function otherNumber(text: string, droppedBytes: number): number {
  if (droppedBytes !== 0 || !text.startsWith(MARKER)) return 0
  return decodeLogLine(text)?.n ?? 0
}

/** Whether whoever reads the events takes the line's number as one. */
export function isNumbered({ text, droppedBytes }: LogLine): boolean {
  return droppedBytes === 0 && decodeLogLine(text) !== null
}

/** Whether `n` leaves numbers out behind `last`, by no more than a counter may. */
export function isJump(last: number, n: number): boolean {
  const missing = n - last - 1
  return missing > 0 && missing <= MAX_LINE_JUMP
}
