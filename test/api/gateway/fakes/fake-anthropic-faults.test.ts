import {
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
import { Design } from '../../../../contract/design.ts'
import { type ClaudeFault, claudeFaults } from '../../../support/anthropic-server/claude-faults.ts'
import { ask, askWithFault, clientOf, closeServers, prose, request, start, textOf } from './claude-client.ts'

afterEach(closeServers)

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

    await vi.waitUntil(
      () =>
        ask(server).then(
          () => true,
          () => false,
        ),
      { timeout: 15_000 },
    )
  })
})
