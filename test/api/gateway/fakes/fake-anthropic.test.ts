import Anthropic, {
  type APIError,
  AuthenticationError,
  BadRequestError,
  ContentTooLargeError,
  InternalServerError,
  OverloadedError,
  PaymentRequiredError,
  PermissionDeniedError,
  RateLimitError,
  ServiceUnavailableError,
} from '@anthropic-ai/sdk'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { Design } from '../../../../contract/design.ts'
import {
  type FakeAnthropic,
  type FakeAnthropicOptions,
  startFakeAnthropic,
} from '../../../support/anthropic-server/anthropic-server.ts'
import { type ClaudeFault, claudeFaults } from '../../../support/anthropic-server/claude-faults.ts'

const servers: FakeAnthropic[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

async function start(options: FakeAnthropicOptions = {}): Promise<FakeAnthropic> {
  const server = await startFakeAnthropic(options)
  servers.push(server)
  return server
}

const clientOf = ({ url }: FakeAnthropic, maxRetries = 0) => new Anthropic({ apiKey: 'key', baseURL: url, maxRetries })

const request = {
  model: 'claude-haiku-5-5',
  max_tokens: 2_000,
  messages: [{ role: 'user' as const, content: 'an axolotl who runs a night bakery' }],
  // the helper's schema without its parser: with it, the SDK throws what it cannot parse away
  output_config: { format: { type: 'json_schema' as const, schema: zodOutputFormat(Design).schema } },
}
const prose = { model: request.model, max_tokens: 500, messages: request.messages }
const textOf = ({ content }: Anthropic.Message) =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('')

/** One streamed answer by the real SDK, as our agent would hold it. */
const ask = (server: FakeAnthropic, body: object = {}, signal?: AbortSignal) =>
  clientOf(server)
    .messages.stream({ ...request, ...body }, signal === undefined ? {} : { signal })
    .finalMessage()

async function askWithFault(fault: ClaudeFault) {
  const server = await start()
  server.script(claudeFaults[fault])
  const ending = await ask(server).then(
    (message) => ({ message, error: null }),
    (error: unknown) => ({ message: null, error: error as APIError }),
  )
  return { server, ...ending }
}

/** Types of the events of a stream, each once in a row. */
async function eventsOf(server: FakeAnthropic): Promise<readonly string[]> {
  const answer = await fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer key', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' },
    body: JSON.stringify({ ...prose, stream: true }),
  })
  const types = [...(await answer.text()).matchAll(/^event: (\w+)$/gm)].map(([, type]) => type ?? '')
  return types.filter((type, index) => type !== types[index - 1])
}

describe('a good fake API of Claude', () => {
  it('streams a design by its schema, the moved limits included', async () => {
    const message = await ask(await start())

    expect(Design.safeParse(JSON.parse(textOf(message))).error?.issues).toBeUndefined()
    expect(message).toMatchObject({ role: 'assistant', model: request.model, stop_reason: 'end_turn' })
    expect(message.usage.output_tokens).toBe(Math.ceil([...textOf(message)].length / 4))
  })

  it('sends its events in the order of the API, with a ping', async () => {
    const types = await eventsOf(await start())

    expect(types).toEqual([
      ...['message_start', 'content_block_start', 'ping', 'content_block_delta', 'content_block_stop'],
      ...['message_delta', 'message_stop'],
    ])
  })

  it('says the same in one piece as in a stream', async () => {
    const server = await start()
    const whole = await clientOf(server).messages.create(request)

    expect(textOf(whole)).toBe(textOf(await ask(server)))
    expect(whole.stop_reason).toBe('end_turn')
  })

  it('says something else under another seed: the API itself has none', async () => {
    expect(textOf(await ask(await start({ seed: 'a' })))).not.toBe(textOf(await ask(await start({ seed: 'b' }))))
  })

  it('uses the tool that it is forced to use', async () => {
    const input_schema = { type: 'object' as const, properties: { mood: { enum: ['calm'] } }, required: ['mood'] }
    const tools = [{ name: 'design', description: 'a design', input_schema }]
    const message = await ask(await start(), { tools, tool_choice: { type: 'tool', name: 'design' } })

    expect(message.stop_reason).toBe('tool_use')
    expect(message.content).toMatchObject([{ type: 'tool_use', name: 'design', input: { mood: 'calm' } }])
  })

  it('thinks aloud when it is asked to', async () => {
    const { content } = await ask(await start(), { thinking: { type: 'adaptive' } })

    expect(content.map(({ type }) => type)).toEqual(['thinking', 'text'])
  })

  it('stops at max_tokens and says so', async () => {
    const message = await ask(await start(), { max_tokens: 12 })

    expect(message).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 12 } })
    expect(() => JSON.parse(textOf(message))).toThrow()
  })

  it('breaks the schema as often as it is told to', async () => {
    const isDesign = async (breakChance: number) => {
      const message = await ask(await start({ breakChance }))
      return Design.safeParse(JSON.parse(textOf(message))).success
    }

    expect(await isDesign(0)).toBe(true)
    expect(await isDesign(1)).toBe(false)
  })

  it.each(['temperature', 'top_p', 'top_k'])('refuses %s', async (name) => {
    const error = await ask(await start(), { [name]: 1 }).catch((error: unknown) => error)

    expect(error).toBeInstanceOf(BadRequestError)
    expect(error).toMatchObject({ type: 'invalid_request_error', requestID: expect.stringMatching(/^req_/) })
  })

  const refusals: readonly (readonly [what: string, body: object, message: RegExp])[] = [
    ['no limit', { max_tokens: undefined }, /max_tokens/],
    ['no messages', { messages: [] }, /messages/],
    ['an unknown field', { seed: 1 }, /seed: Extra inputs are not permitted/],
    [
      'a schema with limits that the API cannot promise',
      { output_config: { format: { type: 'json_schema', schema: z.toJSONSchema(Design) } } },
      /is not supported/,
    ],
  ]
  it.each(refusals)('refuses %s', async (_what, body, message) => {
    await expect(ask(await start(), body)).rejects.toMatchObject({
      status: 400,
      apiMessage: expect.stringMatching(message),
    })
  })

  it('takes the key as Bearer or as x-api-key, and no other than its own', async () => {
    const server = await start({ apiKey: 'right' })
    const statusWith = async (headers: Record<string, string>) => {
      const body = JSON.stringify(prose)
      const init = { method: 'POST', headers: { 'anthropic-version': '2026-10-21', ...headers }, body }
      return (await fetch(`${server.url}/v1/messages`, init)).status
    }

    expect(await statusWith({ authorization: 'Bearer right' })).toBe(200)
    expect(await statusWith({ 'x-api-key': 'right' })).toBe(200)
    expect(await statusWith({ 'x-api-key': 'wrong' })).toBe(401)
    expect(await statusWith({})).toBe(401)
    expect(await statusWith({ 'x-api-key': 'right', 'anthropic-version': 'tomorrow' })).toBe(400)
    await expect(ask(server)).rejects.toBeInstanceOf(AuthenticationError)
  })

  it('notes when the client goes, and what the product must never call', async () => {
    const server = await start({ tokenMs: 5 })
    const leaving = new AbortController()
    const left = ask(server, {}, leaving.signal)
    await server.until(() => (server.requests[0]?.firstByteAtMs ?? null) !== null)
    leaving.abort()
    await expect(left).rejects.toThrow('aborted')
    await server.until(() => server.requests[0]?.isAborted === true)
    expect(server.forbidden()).toEqual([])

    await clientOf(server)
      .models.list()
      .catch(() => {})
    expect(server.forbidden().map(({ path }) => path)).toEqual(['/v1/models'])
  })
})

describe('a fault of the fake API of Claude shows itself to the SDK', () => {
  type ErrorClass = new (...args: never[]) => Error
  const statuses: readonly (readonly [ClaudeFault, number, ErrorClass, string])[] = [
    ['bad-request', 400, BadRequestError, 'invalid_request_error'],
    ['bad-key', 401, AuthenticationError, 'authentication_error'],
    ['no-credit', 402, PaymentRequiredError, 'billing_error'],
    ['forbidden', 403, PermissionDeniedError, 'permission_error'],
    ['too-large', 413, ContentTooLargeError, 'request_too_large'],
    ['rate-limit', 429, RateLimitError, 'rate_limit_error'],
    ['rate-limit-ms', 429, RateLimitError, 'rate_limit_error'],
    ['server-error', 500, InternalServerError, 'api_error'],
    ['unavailable', 503, ServiceUnavailableError, 'api_error'],
    ['overloaded', 529, OverloadedError, 'overloaded_error'],
  ]
  it.each(statuses)('%s as its own error of status %d', async (fault, status, errorClass, type) => {
    const { error } = await askWithFault(fault)

    expect(error).toBeInstanceOf(errorClass)
    expect(error).toMatchObject({ status, type })
  })

  it('html-502 as an InternalServerError without a type', async () => {
    expect((await askWithFault('html-502')).error).toMatchObject({ status: 502, type: null })
  })

  const retries: readonly (readonly [ClaudeFault, requests: number])[] = [
    ['rate-limit-ms', 2],
    ['do-not-retry', 1],
    ['do-retry', 2],
    ['lost', 2],
    ['bad-request', 1],
  ]
  it.each(retries)('%s leads the SDK, with its own retries, to %d requests', async (fault, count) => {
    const server = await start()
    server.script(claudeFaults[fault])
    await clientOf(server, 2)
      .messages.create(prose)
      .catch(() => {})

    expect(server.requests).toHaveLength(count)
  })

  it('keeps a client waiting for as long as retry-after says', async () => {
    const server = await start()
    server.script(claudeFaults['rate-limit-ms'])
    await clientOf(server, 1).messages.create(prose)
    const [first, second] = server.requests

    expect((second?.startedAtMs ?? 0) - (first?.startedAtMs ?? 0)).toBeGreaterThanOrEqual(140)
  })

  it('error-mid-stream as an APIError without a status, which the SDK does not retry', async () => {
    const server = await start()
    server.script(claudeFaults['error-mid-stream'], claudeFaults['rate-limit-mid-stream'])
    const asked = () => clientOf(server, 2).messages.stream(request).finalMessage()

    await expect(asked()).rejects.toMatchObject({ status: undefined, type: 'overloaded_error' })
    await expect(asked()).rejects.toMatchObject({ status: undefined, type: 'rate_limit_error' })
    expect(server.requests).toHaveLength(2)
  })

  it.each(['cut', 'cut-at-once', 'cut-mid-frame'] as const)('%s as an AnthropicError of the stream', async (fault) => {
    const { error } = await askWithFault(fault)

    expect(error?.message).toMatch(/terminated|without producing a Message|ended/)
  })

  it.each(['end-without-done', 'end-at-once'] as const)('%s as an error of the stream', async (fault) => {
    expect((await askWithFault(fault)).error?.message).toMatch(/ended|without producing/)
  })

  it('end-without-done just ends a raw loop, without an error: message_stop has to be asked for', async () => {
    const server = await start()
    server.script(claudeFaults['end-without-done'])
    const types: string[] = []
    for await (const { type } of await clientOf(server).messages.create({ ...prose, stream: true })) types.push(type)

    expect(types).not.toContain('message_stop')
    expect(types.at(-1)).toBe('content_block_delta')
  })

  it.each(['hang', 'stall', 'stall-at-once'] as const)('%s as silence until the client goes', async (fault) => {
    const server = await start()
    server.script(claudeFaults[fault])
    const leaving = new AbortController()
    const asked = ask(server, {}, leaving.signal).catch((error: unknown) => error)
    await server.until(() => server.requests.length === 1)
    if (fault === 'stall') await server.until(() => (server.requests[0]?.firstByteAtMs ?? null) !== null)
    leaving.abort()

    expect(await asked).toMatchObject({ message: 'Request was aborted.' })
    await server.until(() => server.requests[0]?.isAborted === true)
  })

  it.each(['split-bytes', 'split-threes', 'joined'] as const)(
    '%s as the same answer in other pieces',
    async (fault) => {
      const server = await start()
      server.script({ ...claudeFaults[fault], text: 'naïve 金 🪷' })

      expect(textOf(await ask(server))).toBe('naïve 金 🪷')
    },
  )

  it('refusal, pause-turn and context-full as 200 with their stop reason', async () => {
    const refused = (await askWithFault('refusal')).message
    expect(refused).toMatchObject({ stop_reason: 'refusal', stop_details: { type: 'refusal' } })
    expect((await askWithFault('pause-turn')).message?.stop_reason).toBe('pause_turn')
    expect((await askWithFault('context-full')).message?.stop_reason).toBe('model_context_window_exceeded')
  })

  it.each(['truncated', 'endless'] as const)('%s as stop_reason max_tokens', async (fault) => {
    expect((await askWithFault(fault)).message?.stop_reason).toBe('max_tokens')
  })

  it('broken-schema as JSON that is no design, broken-json as no JSON at all', async () => {
    const { message } = await askWithFault('broken-schema')
    expect(message?.stop_reason).toBe('end_turn')
    expect(Design.safeParse(JSON.parse(message === null ? '' : textOf(message))).success).toBe(false)
    const broken = (await askWithFault('broken-json')).message
    expect(() => JSON.parse(broken === null ? '' : textOf(broken))).toThrow()
  })

  it('broken-schema and truncated as a plain error of the SDK where it parses itself, and the text is lost', async () => {
    const server = await start()
    const parsing = { ...request, output_config: { format: zodOutputFormat(Design) } }
    server.script(claudeFaults['broken-schema'], claudeFaults.truncated)

    await expect(clientOf(server).messages.parse(parsing)).rejects.toThrow('Failed to parse structured output')
    await expect(clientOf(server).messages.parse(parsing)).rejects.toThrow('Failed to parse structured output')
  })

  it('hostile-shape as calls of a tool that nobody offered', async () => {
    const { message } = await askWithFault('hostile-shape')

    expect(message?.content.at(-1)).toMatchObject({ type: 'tool_use', name: 'http_get' })
    expect((await askWithFault('hostile-slots')).message?.stop_reason).toBe('end_turn')
  })

  it('refused as a connection error, for as long as it is gone', async () => {
    const server = await start()
    server.script({ downMs: 60 })
    await expect(ask(server)).rejects.toThrow('Connection error.')

    await vi.waitUntil(() =>
      ask(server).then(
        () => true,
        () => false,
      ),
    )
  })
})
