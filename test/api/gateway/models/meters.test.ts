import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createClaudeMeter } from '../../../../api/gateway/models/claude-meter.ts'
import { createKeyGuard } from '../../../../api/gateway/models/key-guard.ts'
import { LineFeed } from '../../../../api/gateway/models/line-feed.ts'
import type { Meter } from '../../../../api/gateway/models/meter.ts'
import { createOllamaMeter } from '../../../../api/gateway/models/ollama-meter.ts'

const ollama = [
  { message: { role: 'assistant', content: '' }, done: false },
  { message: { role: 'assistant', content: 'äxolötl 🦎' }, done: false },
  { message: { role: 'assistant', content: 'says "done":true' }, done: false },
  { message: { content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 12, eval_count: 7 },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('')

const claude = [
  {
    type: 'message_start',
    message: {
      usage: { input_tokens: 3, output_tokens: 1, cache_creation_input_tokens: 20, cache_read_input_tokens: 100 },
    },
  },
  { type: 'ping' },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'äxolötl 🦎 "message_stop"' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '\ndata: {"type":"error"}' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 42 } },
  { type: 'message_stop' },
]
  .map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`)
  .join('')

/** Feeds a text in pieces of a size, with a clock that counts them. */
function fed(create: (now: () => number) => Meter, text: string, size: number) {
  const bytes = Buffer.from(text)
  let at = 0
  const meter = create(() => at)
  for (; at < bytes.length; at += size) meter.push(bytes.subarray(at, at + size))
  meter.end()
  return meter.metered()
}

describe('the meter of Ollama', () => {
  it.each([1, 2, 3, 7, 64, 100_000])('understands lines in pieces of %i bytes', (size) => {
    expect(fed(createOllamaMeter, ollama, size)).toMatchObject({
      tokens: { inputTokens: 12, outputTokens: 7, cacheWriteTokens: null, cacheReadTokens: null },
      isComplete: true,
      error: null,
    })
  })

  it('takes the time of the first token that is one', () => {
    const first = Buffer.byteLength(ollama.split('\n')[0] ?? '')
    expect(fed(createOllamaMeter, ollama, 1).firstTokenAt).toBeGreaterThan(first)
  })

  it('counts what the server leaves out as nothing, and a cut as unknown', () => {
    expect(fed(createOllamaMeter, '{"done":true,"eval_count":3}', 5).tokens).toMatchObject({ inputTokens: 0 })
    const cut = fed(createOllamaMeter, ollama.slice(0, -40), 9)
    expect(cut).toMatchObject({ isComplete: false, tokens: { inputTokens: null, outputTokens: null } })
  })

  it('understands the end of an answer of a megabyte', () => {
    const [first = '', second = '', ...rest] = ollama.split('\n')
    const text = [first, ...Array.from({ length: 15_000 }, () => second), ...rest].join('\n')
    for (const size of [100, 65_536, 5_000_000]) {
      expect(fed(createOllamaMeter, text, size)).toMatchObject({ tokens: { outputTokens: 7 }, isComplete: true })
    }
  })

  it('hears an error in the middle', () => {
    const text = `${ollama.split('\n').slice(0, 2).join('\n')}\n{"error":"out of memory"}\n`
    expect(fed(createOllamaMeter, text, 4)).toMatchObject({ error: 'out of memory', isComplete: false })
  })

  it.each([
    '',
    '\n\n\n',
    'null\n',
    '[1]\n',
    '{"done":"yes"}\n',
    '<html>"done":true</html>\n',
    '{"done":true,"eval_count":-1}\n',
  ])('passes over what it does not understand: %j', (text) => {
    expect(fed(createOllamaMeter, text, 3)).toMatchObject({ isComplete: false, error: null })
  })
})

describe('the meter of Claude', () => {
  it.each([1, 2, 3, 7, 64, 100_000])('understands events in pieces of %i bytes', (size) => {
    expect(fed(createClaudeMeter, claude, size)).toMatchObject({
      tokens: { inputTokens: 3, outputTokens: 42, cacheWriteTokens: 20, cacheReadTokens: 100 },
      isComplete: true,
      error: null,
    })
  })

  it('understands lines that end in two characters', () => {
    expect(fed(createClaudeMeter, claude.replaceAll('\n\n', '\r\n\r\n'), 5).isComplete).toBe(true)
  })

  it('knows what went in, and not what came out, when it is cut', () => {
    const cut = fed(createClaudeMeter, claude.slice(0, claude.indexOf('event: message_delta')), 11)
    expect(cut).toMatchObject({ tokens: { inputTokens: 3, outputTokens: null }, isComplete: false })
    expect(cut.firstTokenAt).not.toBeNull()
  })

  it('hears an error in the middle', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    const text = `${claude.slice(0, claude.indexOf('event: message_delta'))}event: error\ndata: ${JSON.stringify(error)}\n\n`
    expect(fed(createClaudeMeter, text, 6).error).toBe('overloaded_error: Overloaded')
  })
})

describe('lines', () => {
  it('that are too long are passed over, and the next is found', () => {
    const lines: string[] = []
    const feed = new LineFeed({ onLine: (line) => lines.push(line.toString()), isSkimming: () => false, words: [] })
    feed.push(Buffer.from('one\n'))
    for (let i = 0; i < 40; i++) feed.push(Buffer.alloc(64 * 1024, 'x'))
    feed.push(Buffer.from('\ntwo\nthree'))
    feed.end()

    expect(lines).toEqual(['one', 'two', 'three'])
  })

  it('that are skimmed are those with a word in them, however the bytes are cut', () => {
    const line = fc.constantFrom('', 'a', 'plain text', 'error', 'a done', 'done error', 'err', 'or', 'do', 'ne')
    const cuts = fc.array(fc.nat(12), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.nat(5), cuts, fc.boolean(), (lines, plain, sizes, isEnded) => {
        const text = lines.join('\n') + (isEnded ? '\n' : '')
        const given: string[] = []
        const feed = new LineFeed({
          onLine: (bytes) => given.push(bytes.toString()),
          isSkimming: () => given.length >= plain,
          words: ['error', 'done'],
        })
        const bytes = Buffer.from(text)
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = (sizes[i % sizes.length] ?? 0) + 1
          feed.push(bytes.subarray(at, at + size))
          at += size
        }
        feed.end()

        const whole = lines.filter((text) => text !== '')
        const first = whole.slice(0, plain)
        const rest = whole.slice(plain).filter((text) => /error|done/.test(text))
        expect(given).toEqual([...first, ...rest])
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a key in an answer', () => {
  const key = 'sk-ant-abcsk-ant-d'
  const text = `sk-ant-abcsk-ant-abcsk-ant-d and ${key}${key} sk-an`

  it.each([1, 2, 3, 5, 17, 18, 19, 500])('is covered in pieces of %i bytes', (size) => {
    const guard = createKeyGuard(key)
    const bytes = Buffer.from(text)
    const out: Buffer[] = []
    for (let at = 0; at < bytes.length; at += size) out.push(Buffer.from(guard.pass(bytes.subarray(at, at + size))))
    out.push(guard.rest())

    expect(Buffer.concat(out).toString()).toBe(text.replaceAll(key, 'x'.repeat(key.length)))
  })

  it('costs nothing where there is none', () => {
    const chunk = Buffer.from('no such thing here')
    expect(createKeyGuard(key).pass(chunk).buffer).toBe(chunk.buffer)
  })
})
