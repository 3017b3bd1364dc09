import { z } from 'zod'
import { type AgentEvent, agentEventTypes, eventData } from './event.ts'

/** A jump larger than this is no counter but noise (PROTOCOL section 3). */
export const MAX_LINE_JUMP = 1_000_000

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
  const thought = readThought(json)
  if (thought !== null) return thought
  const parsed = Line.safeParse(json)
  if (!parsed.success) return null
  const { n, type, data } = parsed.data
  const body = eventData[type].safeParse(data)
  return { n, event: body.success ? ({ type, data: body.data } as AgentEvent) : null }
}

// Nine of ten lines are thoughts, and the schema costs as much as parsing the JSON. This says yes to nothing the schema
// would refuse (a test holds the two together); whatever it does not know is the schema's to judge.
function readThought(line: unknown): DecodedLine | null {
  if (!isObject(line) || line.axl !== 1 || line.type !== 'thought-delta') return null
  const { n, data } = line
  if (!isObject(data)) return null
  const { text, pass } = data
  if (typeof text !== 'string' || text.length > 8192 || !isWhole(pass) || pass > 1000 || !isWhole(n)) return null
  return { n, event: { type: 'thought-delta', data: { text, pass } } }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1
}
