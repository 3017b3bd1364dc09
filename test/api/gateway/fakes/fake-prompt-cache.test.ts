import Anthropic from '@anthropic-ai/sdk'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type FakeAnthropic,
  type FakeAnthropicOptions,
  startFakeAnthropic,
} from '../../../support/anthropic-server/anthropic-server.ts'
import { cacheMinimumOf } from '../../../support/anthropic-server/prompt-cache.ts'

const servers: FakeAnthropic[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

async function start(options: FakeAnthropicOptions = {}) {
  const server = await startFakeAnthropic(options)
  servers.push(server)
  const client = new Anthropic({ apiKey: 'key', baseURL: server.url, maxRetries: 0 })
  return { server, client }
}

type Client = Anthropic
const marked = { cache_control: { type: 'ephemeral' as const } }
/** A text of so many tokens, as the fake counts them. */
const prefix = (tokens: number) => 'shared '.repeat(tokens).slice(0, tokens * 4)
const OWN_TOKENS = 5

/** One request with a cached system prompt and something of its own; its usage. */
async function usage(client: Client, tokens: number, own: string, body: object = {}) {
  const message = await client.messages.create({
    model: 'claude-opus-5',
    max_tokens: 20,
    system: [{ type: 'text', text: prefix(tokens), ...marked }],
    messages: [{ role: 'user', content: own.padEnd(OWN_TOKENS * 4, '.') }],
    ...body,
  })
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = message.usage
  return { input: input_tokens, written: cache_creation_input_tokens, read: cache_read_input_tokens }
}

describe('the prompt cache of the fake API of Claude', () => {
  it('writes a marked prefix once and reads it from then on', async () => {
    const { client } = await start()

    expect(await usage(client, 600, 'first')).toEqual({ input: OWN_TOKENS, written: 600, read: 0 })
    expect(await usage(client, 600, 'second')).toEqual({ input: OWN_TOKENS, written: 0, read: 600 })
  })

  const minimums: readonly (readonly [model: string, tokens: number])[] = [
    ['claude-opus-5', 512],
    ['claude-sonnet-5', 1_024],
    ['claude-opus-4-7', 2_048],
    ['claude-haiku-4-5', 4_096],
    ['claude-haiku-5-5', 4_096],
  ]
  it.each(minimums)('caches for %s from %d tokens on, and says nothing below', async (model, tokens) => {
    const { client } = await start()
    expect(cacheMinimumOf(model)).toBe(tokens)

    const below = { input: tokens - 1 + OWN_TOKENS, written: 0, read: 0 }
    expect(await usage(client, tokens - 1, 'first', { model })).toEqual(below)
    expect(await usage(client, tokens - 1, 'second', { model })).toEqual(below)
    expect((await usage(client, tokens, 'first', { model })).written).toBe(tokens)
    expect((await usage(client, tokens, 'second', { model })).read).toBe(tokens)
  })

  it('shows an entry only when the first answer has begun: all that start at once miss', async () => {
    const { client, server } = await start()
    server.always({ firstByteMs: 60 })
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((own) => usage(client, 600, own)))

    expect(all.map(({ written }) => written)).toEqual([600, 600, 600, 600])
    expect((await usage(client, 600, 'late')).read).toBe(600)
  })

  it('lets the others read while the leader still speaks', async () => {
    const { client, server } = await start({ tokenMs: 20 })
    const system = [{ type: 'text' as const, text: prefix(600), ...marked }]
    const leader = client.messages.stream({
      ...{ model: 'claude-opus-5', max_tokens: 50, system },
      messages: [{ role: 'user', content: 'lead' }],
    })
    const led = leader.finalMessage()
    await leader.emitted('connect')
    await server.until(() => (server.requests[0]?.firstByteAtMs ?? null) !== null)

    expect((await usage(client, 600, 'follower', { max_tokens: 1 })).read).toBe(600)
    expect(server.requests[0]?.endedAtMs).toBeNull()
    expect((await led).usage.cache_creation_input_tokens).toBe(600)
  })

  it('leaves nothing behind for a leader that never spoke', async () => {
    const { client, server } = await start()
    server.script({ status: 529 }, { ends: { how: 'cut' } })
    await expect(usage(client, 600, 'refused')).rejects.toThrow()
    await expect(usage(client, 600, 'cut')).rejects.toThrow()

    expect((await usage(client, 600, 'third')).read).toBe(0)
  })

  it('keeps models, other prefixes and other schemas apart', async () => {
    const { client } = await start()
    await usage(client, 1_100, 'first')

    expect((await usage(client, 1_100, 'x', { model: 'claude-sonnet-5' })).read).toBe(0)
    expect((await usage(client, 1_101, 'x')).read).toBe(0)
    const schema = { type: 'object', properties: {}, additionalProperties: false }
    expect((await usage(client, 1_100, 'x', { output_config: { format: { type: 'json_schema', schema } } })).read).toBe(
      0,
    )
  })

  it('forgets after five minutes without a read, or after an hour where that was asked for', async () => {
    let nowMs = 0
    const { client } = await start({ now: () => nowMs })
    const system = [{ type: 'text', text: prefix(700), cache_control: { type: 'ephemeral', ttl: '1h' } }]
    await usage(client, 600, 'first')
    await usage(client, 700, 'first', { system })
    nowMs = 4 * 60_000
    expect((await usage(client, 600, 'read')).read).toBe(600)
    nowMs = 8 * 60_000
    expect((await usage(client, 600, 'again')).read).toBe(600)
    nowMs = 14 * 60_000

    expect((await usage(client, 600, 'too late')).read).toBe(0)
    expect((await usage(client, 700, 'in time', { system })).read).toBe(700)
  })

  it('reads the longest prefix of several, and writes only what is new', async () => {
    const { client } = await start()
    const block = (text: string) => ({ type: 'text', text, ...marked })
    const system = (...parts: readonly string[]) => ({ system: parts.map(block) })
    await usage(client, 0, 'first', system(prefix(600)))

    expect(await usage(client, 0, 'second', system(prefix(600), 'more'.repeat(50)))).toEqual({
      ...{ input: OWN_TOKENS, written: 50, read: 600 },
    })
    expect((await usage(client, 0, 'third', system(prefix(600), 'more'.repeat(50)))).read).toBe(650)
  })

  it('marks the last block for a mark at the top level', async () => {
    const { client } = await start()
    const body = { system: prefix(600), ...marked }

    expect(await usage(client, 0, 'same', body)).toEqual({ input: 0, written: 600 + OWN_TOKENS, read: 0 })
    expect(await usage(client, 0, 'same', body)).toEqual({ input: 0, written: 0, read: 600 + OWN_TOKENS })
  })

  it('refuses more than four marks', async () => {
    const { client } = await start()
    const system = Array.from({ length: 5 }, () => ({ type: 'text', text: 'a', ...marked }))

    await expect(usage(client, 0, 'x', { system })).rejects.toThrow('A maximum of 4 blocks with cache_control')
  })
})
