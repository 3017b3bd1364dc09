import { createHash } from 'node:crypto'
import { tokensOf } from '../wire-server/answer-text.ts'
import type { Block, MessageRequest } from './message-request.ts'

/**
 * Fewest tokens of a prefix that is cached, by model, as published in 2026. Models that no table names get the
 * largest known minimum.
 */
export const cacheMinimums: Readonly<Record<string, number>> = {
  'claude-opus-5': 512,
  'claude-fable-5': 512,
  'claude-mythos-5': 512,
  'claude-opus-4-8': 1_024,
  'claude-sonnet-5': 1_024,
  'claude-sonnet-4-6': 1_024,
  'claude-sonnet-4-5': 1_024,
  'claude-opus-4-7': 2_048,
  'claude-opus-4-6': 4_096,
  'claude-opus-4-5': 4_096,
  'claude-haiku-4-5': 4_096,
}
const LARGEST_MINIMUM = 4_096

export const cacheMinimumOf = (model: string) => cacheMinimums[model] ?? LARGEST_MINIMUM

export interface InputUsage {
  readonly input_tokens: number
  readonly cache_creation_input_tokens: number
  readonly cache_read_input_tokens: number
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number
    readonly ephemeral_1h_input_tokens: number
  }
}

export interface CacheUse {
  readonly usage: InputUsage
  /** What was written can be read from now on: the answer has begun. */
  begin(): void
}

interface Part {
  /** Of everything up to here. */
  readonly key: string
  readonly tokens: number
  readonly ttlMs: number | null
}

const FIVE_MINUTES_MS = 5 * 60_000
const HOUR_MS = 60 * 60_000
/** How many blocks before a breakpoint are tried for an entry of an earlier one. */
const LOOK_BACK = 20
const MAX_BREAKPOINTS = 4

/** What the API keeps of prefixes: written at breakpoints, readable once the answer that wrote them has begun. */
export function createPromptCache(now: () => number, minimumOf = cacheMinimumOf) {
  const entries = new Map<string, { expiresAtMs: number; ttlMs: number }>()
  const has = (key: string) => (entries.get(key)?.expiresAtMs ?? 0) > now()

  return {
    /** The complaint about too many breakpoints, or what this prompt reads and writes. */
    use(body: MessageRequest): CacheUse | { fault: string } {
      const parts = partsOf(body)
      const total = parts.at(-1)?.tokens ?? 0
      const breakpoints = parts.flatMap(({ ttlMs }, index) => (ttlMs === null ? [] : [index]))
      if (breakpoints.length > MAX_BREAKPOINTS) {
        return { fault: `A maximum of 4 blocks with cache_control may be provided. Found ${breakpoints.length}.` }
      }
      const least = minimumOf(body.model)
      const marked = breakpoints.filter((index) => (parts[index]?.tokens ?? 0) >= least)
      const hit = readable(parts, marked, has, least)
      const read = hit?.tokens ?? 0
      const written = marked.flatMap((index) => parts[index] ?? []).filter(({ tokens }) => tokens > read)
      if (hit !== undefined) refresh(entries.get(hit.key), now())
      return {
        usage: usageOf(total, read, written),
        begin() {
          for (const { key, ttlMs } of written) {
            if (ttlMs !== null) entries.set(key, { expiresAtMs: now() + ttlMs, ttlMs })
          }
        },
      }
    },
    clear: () => entries.clear(),
    size: () => entries.size,
  }
}
export type PromptCache = ReturnType<typeof createPromptCache>

function refresh(entry: { expiresAtMs: number; ttlMs: number } | undefined, nowMs: number): void {
  if (entry !== undefined) entry.expiresAtMs = nowMs + entry.ttlMs
}

/** The longest prefix that is there, at a breakpoint or a few blocks before one. */
function readable(
  parts: readonly Part[],
  breakpoints: readonly number[],
  has: (key: string) => boolean,
  least: number,
): Part | undefined {
  for (const index of breakpoints.toReversed()) {
    for (let at = index; at >= Math.max(0, index - LOOK_BACK); at--) {
      const part = parts[at]
      if (part !== undefined && part.tokens >= least && has(part.key)) return part
    }
  }
  return undefined
}

function usageOf(total: number, read: number, written: readonly Part[]): InputUsage {
  let done = read
  const created = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 }
  for (const { tokens, ttlMs } of written) {
    created[ttlMs === HOUR_MS ? 'ephemeral_1h_input_tokens' : 'ephemeral_5m_input_tokens'] += tokens - done
    done = tokens
  }
  return {
    input_tokens: total - done,
    cache_creation_input_tokens: done - read,
    cache_read_input_tokens: read,
    cache_creation: created,
  }
}

/** The prompt in the order in which it is hashed: tools, system, messages; each part knows all before it. */
function partsOf(body: MessageRequest): readonly Part[] {
  const tools = (body.tools ?? []).map((tool) => ({ kind: 'tool', block: tool as unknown as Block }))
  const system = blocksOf(body.system ?? []).map((block) => ({ kind: 'system', block }))
  const messages = body.messages.flatMap(({ role, content }) =>
    blocksOf(content).map((block) => ({ kind: role as string, block })),
  )
  const all = [...tools, ...system, ...messages]
  const schema = JSON.stringify(body.output_config?.format ?? null)
  let key = createHash('sha256').update(`${body.model}\n${schema}`).digest('hex')
  let tokens = 0
  return all.map(({ kind, block: { cache_control, ...rest } }, index) => {
    key = createHash('sha256')
      .update(`${key}\n${kind}\n${JSON.stringify(rest)}`)
      .digest('hex')
    tokens += tokensOf(rest.text ?? JSON.stringify(rest))
    // at the top level it marks the last block
    const control = cache_control ?? (index === all.length - 1 ? body.cache_control : null)
    const ttlMs = control ? (control.ttl === '1h' ? HOUR_MS : FIVE_MINUTES_MS) : null
    return { key, tokens, ttlMs }
  })
}

const blocksOf = (content: string | readonly Block[]): readonly Block[] =>
  typeof content === 'string' ? (content === '' ? [] : [{ type: 'text', text: content }]) : content
