import { AuthenticationError, BadRequestError } from '@anthropic-ai/sdk'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Design } from '../../../../contract/design.ts'
import type { FakeAnthropic } from '../../../support/anthropic-server/anthropic-server.ts'
import { ask, clientOf, closeServers, prose, request, start, textOf } from './claude-client.ts'

afterEach(closeServers)

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
