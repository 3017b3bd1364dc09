import Anthropic, { type APIError } from '@anthropic-ai/sdk'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { Design } from '../../../../contract/design.ts'
import {
  type FakeAnthropic,
  type FakeAnthropicOptions,
  startFakeAnthropic,
} from '../../../support/anthropic-server/anthropic-server.ts'
import { type ClaudeFault, claudeFaults } from '../../../support/anthropic-server/claude-faults.ts'

const servers: FakeAnthropic[] = []

/** To be called after each test. */
export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()))
}

export async function start(options: FakeAnthropicOptions = {}): Promise<FakeAnthropic> {
  const server = await startFakeAnthropic(options)
  servers.push(server)
  return server
}

export const clientOf = ({ url }: FakeAnthropic, maxRetries = 0) =>
  new Anthropic({ apiKey: 'key', baseURL: url, maxRetries })

export const request = {
  model: 'claude-haiku-5-5',
  max_tokens: 2_000,
  messages: [{ role: 'user' as const, content: 'an axolotl who runs a night bakery' }],
  // the helper's schema without its parser: with it, the SDK throws what it cannot parse away
  output_config: { format: { type: 'json_schema' as const, schema: zodOutputFormat(Design).schema } },
}
export const prose = { model: request.model, max_tokens: 500, messages: request.messages }
export const textOf = ({ content }: Anthropic.Message) =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('')

/** One streamed answer by the real SDK, as our agent would hold it. */
export const ask = (server: FakeAnthropic, body: object = {}, signal?: AbortSignal) =>
  clientOf(server)
    .messages.stream({ ...request, ...body }, signal === undefined ? {} : { signal })
    .finalMessage()

export async function askWithFault(fault: ClaudeFault) {
  const server = await start()
  server.script(claudeFaults[fault])
  const ending = await ask(server).then(
    (message) => ({ message, error: null }),
    (error: unknown) => ({ message: null, error: error as APIError }),
  )
  return { server, ...ending }
}
