import { z } from 'zod'
import type { TokenCounts } from '../../prices.ts'
import { LineFeed } from './line-feed.ts'
import { type Meter, type Metered, unknownTokens } from './meter.ts'

const Count = z.int().min(0).nullish()
const Usage = z.object({
  input_tokens: Count,
  output_tokens: Count,
  cache_creation_input_tokens: Count,
  cache_read_input_tokens: Count,
})
type Usage = z.infer<typeof Usage>

/** The events of a stream of `POST /v1/messages` that say something about its cost. */
const Data = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: z.object({ usage: Usage }) }),
  z.object({ type: z.literal('content_block_delta') }),
  z.object({ type: z.literal('message_delta'), usage: Usage.optional() }),
  z.object({ type: z.literal('message_stop') }),
  z.object({
    type: z.literal('error'),
    error: z.object({ type: z.string().default(''), message: z.string().default('') }),
  }),
])
type Data = z.infer<typeof Data>

/** Deltas are text and nothing to count. */
const worthParsing = ['"message_start"', '"message_delta"', '"message_stop"', '"error"']

/**
 * Meters SSE. The first event has what went in; what came out is only known from `message_delta`, whose counts are
 * totals. Deltas after the first are not parsed.
 */
export function createClaudeMeter(now: () => number): Meter {
  let seen: Metered = { tokens: unknownTokens, firstTokenAt: null, isComplete: false, error: null }

  const take = (data: Data) => {
    switch (data.type) {
      case 'message_start':
        // its output_tokens is a beginning, not a total
        seen = { ...seen, tokens: { ...countsOf(data.message.usage, seen.tokens), outputTokens: null } }
        break
      case 'content_block_delta':
        seen = { ...seen, firstTokenAt: seen.firstTokenAt ?? now() }
        break
      case 'message_delta':
        if (data.usage !== undefined) seen = { ...seen, tokens: countsOf(data.usage, seen.tokens) }
        break
      case 'message_stop':
        seen = { ...seen, isComplete: true }
        break
      case 'error':
        seen = { ...seen, error: `${data.error.type}: ${data.error.message}` }
    }
  }
  const onLine = (line: Buffer) => {
    if (!line.subarray(0, 5).equals(prefix)) return
    const data = readData(line.subarray(5))
    if (data !== null) take(data)
  }
  const feed = new LineFeed({ onLine, isSkimming: () => seen.firstTokenAt !== null, words: worthParsing })
  return { push: (chunk) => feed.push(chunk), end: () => feed.end(), metered: () => seen }
}

const prefix = Buffer.from('data:')

/** Fields that are left out stand as before; the cache's are absent where nothing is cached. */
function countsOf(usage: Usage, before: TokenCounts): TokenCounts {
  return {
    inputTokens: usage.input_tokens ?? before.inputTokens,
    outputTokens: usage.output_tokens ?? before.outputTokens,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? before.cacheWriteTokens ?? 0,
    cacheReadTokens: usage.cache_read_input_tokens ?? before.cacheReadTokens ?? 0,
  }
}

function readData(bytes: Buffer): Data | null {
  try {
    return Data.safeParse(JSON.parse(bytes.toString())).data ?? null
  } catch {
    return null
  }
}
