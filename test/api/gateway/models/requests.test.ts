import { describe, expect, it } from 'vitest'
import { prepareClaude } from '../../../../api/gateway/models/claude-request.ts'
import { prepareOllama } from '../../../../api/gateway/models/ollama-request.ts'

const bounds = { model: 'pinned', maxOutputTokens: 500 }
const said = [{ role: 'user', content: 'an axolotl' }]
const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }

const ollama = (request: object) => JSON.parse(prepareOllama({ messages: said, ...request }, bounds).body)
const claude = (request: object) =>
  JSON.parse(prepareClaude({ messages: said, max_tokens: 10, ...request }, bounds).body)

describe('a request to Ollama', () => {
  it('is the pinned model with a limit, one context size for all, and nothing unknown', () => {
    const hostile = {
      model: 'other',
      stream: false,
      keep_alive: 0,
      tools: [{}],
      raw: true,
      template: 'x',
      options: { num_ctx: 1, num_predict: -1, num_gpu: 9, use_mmap: true, seed: 3, temperature: 0.5 },
      messages: [{ role: 'user', content: 'hi', tool_calls: [], images: ['AAAA'] }],
    }
    expect(ollama(hostile)).toEqual({
      model: 'pinned',
      stream: true,
      think: false,
      keep_alive: '30m',
      options: { num_ctx: 4096, num_predict: 500, seed: 3, temperature: 0.5 },
      messages: [{ role: 'user', content: 'hi', images: ['AAAA'] }],
    })
  })

  it.each([
    [undefined, 500],
    [-1, 500],
    [0, 500],
    [20, 20],
    [9999, 500],
  ])('with num_predict %s may have %i tokens', (num_predict, allowed) => {
    expect(ollama({ options: { num_predict } }).options.num_predict).toBe(allowed)
  })

  it('keeps the schema of its answer', () => {
    const format = { type: 'object', properties: { name: { type: 'string' } } }
    expect(ollama({ format }).format).toEqual(format)
  })

  it.each([
    [{ messages: [] }, '/messages'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, '/messages/0/role'],
    [{ messages: [{ role: 'user', content: 'x', images: ['/etc/passwd.png'] }] }, '/messages/0/images/0'],
    [{ options: { seed: 'x' } }, '/options/seed'],
    [{ think: 'a lot' }, '/think'],
  ])('%j is refused with its place', (request, pointer) => {
    expect(() => ollama(request)).toThrow(expect.objectContaining({ kind: 'unprocessable' }))
    expect(() => ollama(request)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: expect.stringContaining(pointer) })] }),
    )
  })
})

describe('a request to Claude', () => {
  it('is the pinned model with a limit and nothing unknown', () => {
    const hostile = {
      model: 'claude-opus-5',
      max_tokens: 100_000,
      stream: false,
      temperature: 1,
      metadata: { user_id: 'x' },
      service_tier: 'priority',
      mcp_servers: [{ url: 'http://evil' }],
      container: 'x',
      system: [{ type: 'text', text: 's', cache_control: { type: 'ephemeral', ttl: '1h' }, citations: {} }],
      thinking: { type: 'disabled', extra: 1 },
    }
    expect(claude(hostile)).toEqual({
      model: 'pinned',
      max_tokens: 500,
      stream: true,
      messages: said,
      system: [{ type: 'text', text: 's', cache_control: { type: 'ephemeral' } }],
      thinking: { type: 'disabled' },
    })
  })

  it('keeps the schema, pictures as bytes and tools that the agent runs itself', () => {
    const request = {
      messages: [{ role: 'user', content: [picture, { type: 'text', text: 'well?' }] }],
      output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
      tools: [{ name: 'design', input_schema: { type: 'object' }, strict: true }],
      tool_choice: { type: 'tool', name: 'design' },
    }
    expect(claude(request)).toMatchObject(request)
  })

  it.each([
    [{ tools: [{ type: 'web_search_20260101', name: 'web_search', input_schema: {} }] }],
    [{ tools: [{ type: 'bash_20250124', name: 'bash' }] }],
    [
      {
        messages: [
          { role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'http://169.254.169.254/' } }] },
        ],
      },
    ],
    [{ messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'url', url: 'http://x' } }] }] }],
    [{ messages: [{ role: 'system', content: 'x' }] }],
    [{ thinking: { type: 'enabled', budget_tokens: 100_000 } }],
    [{ max_tokens: -1 }],
  ])('%j is refused', (request) => {
    expect(() => claude(request)).toThrow(expect.objectContaining({ kind: 'unprocessable' }))
  })

  it('is charged for at most its bytes, and for pictures by piece', () => {
    const long = 'ä'.repeat(10_000)
    const text = prepareClaude({ messages: [{ role: 'user', content: long }] }, bounds)
    expect(text.maxInputTokens).toBeGreaterThan(20_000)
    const data = 'A'.repeat(1_000_000)
    const content = [{ ...picture, source: { ...picture.source, data } }]
    const seen = prepareClaude({ messages: [{ role: 'user', content }] }, bounds)
    expect(seen.maxInputTokens).toBeLessThan(10_000)
    expect(seen.maxOutputTokens).toBe(500)
  })
})

describe('the beginning that calls share', () => {
  const mark = { cache_control: { type: 'ephemeral' } }
  const system = (tokens: number) => [{ type: 'text', text: 'word'.repeat(tokens), ...mark }]
  const prefix = (model: string, request: object) =>
    prepareClaude({ messages: said, ...request }, { ...bounds, model }).sharedPrefix

  it('has a name from the minimum of its model on', () => {
    expect(prefix('claude-haiku-4-5', { system: system(4095) })).toBeNull()
    expect(prefix('claude-haiku-4-5', { system: system(4096) })).not.toBeNull()
    expect(prefix('claude-sonnet-4-5-20250929', { system: system(1023) })).toBeNull()
    expect(prefix('claude-sonnet-4-5-20250929', { system: system(1024) })).not.toBeNull()
    expect(prefix('claude-of-tomorrow', { system: system(4095) })).toBeNull()
  })

  it('has none without a mark', () => {
    expect(prefix('claude-haiku-4-5', { system: 'word'.repeat(9000) })).toBeNull()
  })

  it('is the same for other messages and another for another model, schema or text', () => {
    const base = prefix('claude-opus-5', { system: system(600) })
    const other = [{ role: 'user', content: 'another brief' }]
    expect(prefix('claude-opus-5', { system: system(600), messages: other })).toBe(base)
    const schema = { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } }
    const names = [
      prefix('claude-fable-5', { system: system(600) }),
      prefix('claude-opus-5', { system: system(601) }),
      prefix('claude-opus-5', { system: system(600), ...schema }),
    ]
    expect(new Set([base, ...names]).size).toBe(4)
  })

  it('ends at the first mark that is far enough', () => {
    const content = (text: string) => [{ role: 'user', content: [{ type: 'text', text, ...mark }] }]
    const one = prefix('claude-opus-5', { system: system(600), messages: content('one') })
    expect(prefix('claude-opus-5', { system: system(600), messages: content('two') })).toBe(one)
    const short = prefix('claude-opus-5', { system: system(10), messages: content('x'.repeat(4000)) })
    expect(short).not.toBeNull()
  })
})
