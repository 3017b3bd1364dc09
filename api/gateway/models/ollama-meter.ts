import { z } from 'zod'
import { LineFeed } from './line-feed.ts'
import { type Meter, type Metered, unknownTokens } from './meter.ts'

const Count = z.int().min(0)

/** A line of `POST /api/chat`. The last one has the counts; the server leaves out those that are zero. */
const Line = z.object({
  error: z.string().optional(),
  done: z.boolean().optional(),
  message: z.object({ content: z.string().optional(), thinking: z.string().optional() }).optional(),
  prompt_eval_count: Count.default(0),
  eval_count: Count.default(0),
})

/** What the last line has, and a fault. */
const worthReading = ['"done":true', '"done": true', '"error"']

/** Meters NDJSON. Lines between the first token and the end are not parsed: there is nothing in them to count. */
export function createOllamaMeter(now: () => number): Meter {
  let seen: Metered = { tokens: unknownTokens, firstTokenAt: null, isComplete: false, error: null }

  const onLine = (bytes: Buffer) => {
    const line = readLine(bytes)
    if (line === null) return
    const { message, error, done } = line
    if (error !== undefined) seen = { ...seen, error }
    if (seen.firstTokenAt === null && (message?.content || message?.thinking)) seen = { ...seen, firstTokenAt: now() }
    if (done !== true) return
    const tokens = { ...unknownTokens, inputTokens: line.prompt_eval_count, outputTokens: line.eval_count }
    seen = { ...seen, tokens, isComplete: true }
  }
  const feed = new LineFeed({ onLine, isSkimming: () => seen.firstTokenAt !== null, words: worthReading })
  return { push: (chunk) => feed.push(chunk), end: () => feed.end(), metered: () => seen }
}

function readLine(bytes: Buffer): z.infer<typeof Line> | null {
  try {
    return Line.safeParse(JSON.parse(bytes.toString())).data ?? null
  } catch {
    return null
  }
}
