import { Ollama } from 'ollama'
import { z } from 'zod'
import { Design } from '../../../../contract/design.ts'
import { type OllamaFault, ollamaFaults } from '../../../support/ollama-server/ollama-faults.ts'
import {
  type FakeOllama,
  type FakeOllamaOptions,
  startFakeOllama,
} from '../../../support/ollama-server/ollama-server.ts'

/** Started in this test. */
export const servers: FakeOllama[] = []

/** To be called after each test. */
export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()))
}

export async function start(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const server = await startFakeOllama(options)
  servers.push(server)
  return server
}

export const model = 'qwen2.5:7b'
export const messages = [{ role: 'user', content: 'an axolotl who runs a night bakery' }]
export const format = z.toJSONSchema(Design)

interface Asking {
  readonly signal?: AbortSignal
  readonly request?: object
  onText?(): void
}

/** One streamed chat by the real client, as our agent would hold it. */
export async function ask({ url }: FakeOllama, { signal, request, onText }: Asking = {}) {
  const client = new Ollama({
    host: url,
    fetch: (to, init) => fetch(to, { ...init, ...(signal === undefined ? {} : { signal }) }),
  })
  const options = { seed: 1, num_predict: 2_000 }
  let text = ''
  let thinking = ''
  for await (const chunk of await client.chat({ model, messages, format, options, ...request, stream: true })) {
    text += chunk.message.content
    thinking += chunk.message.thinking ?? ''
    if (text !== '') onText?.()
    if (chunk.done) return { text, thinking, last: chunk }
  }
  throw new Error('the iterator ended without a last chunk')
}

export async function askWithFault(fault: OllamaFault, asking: Asking = {}) {
  const server = await start()
  server.script(ollamaFaults[fault])
  const ending = await ask(server, asking).then(
    (answer) => ({ answer, error: null }),
    (error: unknown) => ({ answer: null, error: error as Error & { status_code?: number; cause?: { code?: string } } }),
  )
  return { server, ...ending }
}
