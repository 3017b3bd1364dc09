import { MAX_THOUGHT_CHARACTERS } from '#contract/event.ts'
import { THOUGHT_MIDDLE, THOUGHT_OPENING } from '#contract/log-line.ts'

const OPENING = Buffer.from(THOUGHT_OPENING)
const MIDDLE = Buffer.from(THOUGHT_MIDDLE)
const TEXT_KEY = '{"text":'
const PASS = Buffer.from('","pass":')
const CLOSING = Buffer.from('}}\n')
const ESCAPED = Buffer.from('"\\/bfnrt')
const MAX_PASS = 1000

const ZERO = 0x30
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Where the data of thought number `n` begins in a line that begins at `from`; -1 in any other line. */
export function startOfThought(lines: Buffer, from: number, n: number): number {
  const middle = behindNumber(lines, behind(lines, from, OPENING), n)
  const text = behind(lines, middle, MIDDLE)
  return text === -1 ? -1 : text - TEXT_KEY.length
}

/**
 * Where the data of a thought that begins at `from` ends; -1 where the line is not as our encoder writes it, or has an escape
 * that is seldom needed. As `readThoughtJson` in bytes: a yes here is one there (a test holds the two together). The bytes
 * are UTF-8 and end with a newline.
 */
export function endOfThought(lines: Buffer, from: number): number {
  const text = from + TEXT_KEY.length
  const quote = lines[text] === QUOTE ? closingQuote(lines, text + 1) : -1
  const end = behindPass(lines, behind(lines, quote, PASS))
  return behind(lines, end, CLOSING) === -1 || end + 2 - text > MAX_THOUGHT_CHARACTERS ? -1 : end + 1
}

/** The lines of thoughts numbered from `firstN` on, made again from the JSON of their data. */
export function thoughtLines({ bytes, count, firstN }: PackedThoughts): string[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().split('\n', count)
  return data.map((json, i) => `${THOUGHT_OPENING}${firstN + i}${THOUGHT_MIDDLE}${json.slice(TEXT_KEY.length)}}`)
}

interface PackedThoughts {
  readonly firstN: number
  readonly count: number
  readonly bytes: Uint8Array
}

/** Behind `part` when it stands at `at`, else -1. */
function behind(lines: Buffer, at: number, part: Buffer): number {
  if (at === -1) return -1
  for (let i = 0; i < part.length; i++) if (lines[at + i] !== part[i]) return -1
  return at + part.length
}

/** Behind the number `n` when it stands at `at`, else -1. Whatever follows it is no digit of it. */
function behindNumber(lines: Buffer, at: number, n: number): number {
  if (at === -1 || lines[at] === ZERO) return -1
  let value = 0
  let next = at
  while (value < n) {
    const digit = (lines[next++] ?? 0) - ZERO
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value === n ? next : -1
}

function closingQuote(lines: Buffer, from: number): number {
  for (let at = from; at < lines.length; at++) {
    const byte = lines[at] ?? 0
    if (byte === QUOTE) return at
    if (byte < SPACE || (byte === BACKSLASH && !ESCAPED.includes(lines[++at] ?? 0))) return -1
  }
  return -1
}

function behindPass(lines: Buffer, from: number): number {
  if (from === -1 || lines[from] === ZERO) return -1
  let value = 0
  let at = from
  for (; value <= MAX_PASS; at++) {
    const digit = (lines[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return value > 0 && value <= MAX_PASS ? at : -1
}
