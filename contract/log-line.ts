import { z } from 'zod'
import { type AgentEvent, agentEventTypes, eventData, MAX_THOUGHT_CHARACTERS } from './event.ts'

// The marker tells an event line from JSON that some tool printed to the same stream.
const Line = z.object({
  axl: z.literal(1),
  n: z.int().min(1),
  type: z.enum(agentEventTypes),
  data: z.unknown(),
})

export interface DecodedLine {
  readonly n: number
  /** Null where the number holds but the body is not a valid event: the caller keeps the line as text. */
  readonly event: AgentEvent | null
}

/** Reads one printed line; null when it is not ours at all and so plain text. The only decoder; never throws. */
export function decodeLogLine(line: string): DecodedLine | null {
  if (!line.startsWith('{"axl":1,')) return null
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return null
  }
  const parsed = Line.safeParse(json)
  if (!parsed.success) return null
  const { n, type, data } = parsed.data
  const body = eventData[type].safeParse(data)
  return { n, event: body.success ? ({ type, data: body.data } as AgentEvent) : null }
}

// A JSON string as our encoder writes it, a pass, and the end of the line: linear, no two ways to match a character.
// biome-ignore lint/suspicious/noControlCharactersInRegex: a raw control character is what must not pass
const thoughtRest = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*","pass":(?:[1-9]\d{0,2}|1000)\}\}$/y

/** What stands before the number of a thought, and between it and its text, as our encoder writes it. */
export const THOUGHT_OPENING = '{"axl":1,"n":'
export const THOUGHT_MIDDLE = ',"type":"thought-delta","data":{"text":'

/**
 * The data of thought number `n`, still as JSON, when the line is exactly as our encoder writes it; null for any other
 * line, which `decodeLogLine` judges. Nine of ten lines are thoughts: this spares them the parser, the schema and a second
 * encoding. It says yes to nothing the schema would refuse (a test holds the two together).
 */
export function readThoughtJson(line: string, n: number): string | null {
  const middle = endOfNumber(line, n)
  if (middle === -1 || !line.startsWith(THOUGHT_MIDDLE, middle)) return null
  const text = middle + THOUGHT_MIDDLE.length
  if (line.length > text + MAX_THOUGHT_CHARACTERS) return null
  thoughtRest.lastIndex = text
  return thoughtRest.test(line) ? line.slice(text - '{"text":'.length, -1) : null
}

/** Where `n` ends in a line that begins with it, -1 in any other: digit by digit, because a text of it would be made for every line. */
function endOfNumber(line: string, n: number): number {
  if (!line.startsWith(THOUGHT_OPENING)) return -1
  let at = THOUGHT_OPENING.length
  if (line.charCodeAt(at) === ZERO) return -1
  let value = 0
  for (; value < n; at++) {
    const digit = line.charCodeAt(at) - ZERO
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value === n ? at : -1
}

const ZERO = '0'.charCodeAt(0)
