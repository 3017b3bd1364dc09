import { z } from 'zod'
import { type AgentEvent, agentEventTypes, eventData, MAX_PASS, MAX_THOUGHT_CHARACTERS } from './event.ts'

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

/**
 * The data of thought number `n`, still as JSON, when the line is exactly as our encoder writes it; null for any other
 * line, which `decodeLogLine` judges. Nine of ten lines are thoughts: this spares them the schema and a second encoding,
 * which together cost three times the parsing. It says yes to nothing the schema would refuse (a test holds the two together).
 */
export function readThoughtJson(line: string, n: number): string | null {
  const opening = `{"axl":1,"n":${n},"type":"thought-delta","data":{"text":`
  if (!line.startsWith(opening)) return null
  const json = line.slice(opening.length - '{"text":'.length, -1)
  try {
    return line.endsWith('}') && isThought(JSON.parse(json)) ? json : null
  } catch {
    return null
  }
}

function isThought(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('text' in data) || !('pass' in data)) return false
  const { text, pass } = data
  if (typeof text !== 'string' || text.length > MAX_THOUGHT_CHARACTERS) return false
  return Number.isInteger(pass) && Number(pass) >= 1 && Number(pass) <= MAX_PASS && Object.keys(data).length === 2
}
