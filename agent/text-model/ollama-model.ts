// The browser's entry of the client: the other one sends any file whose path stands in a message's images.
import { Ollama } from 'ollama/browser'
import { AgentError } from '../agent-error.ts'
import { agentErrorIn, CallError } from '../call-error.ts'
import type { Door } from '../gateway-client.ts'
import { createLanguageModel } from './language-model.ts'
import { createModelFetch, type ModelFetchOptions } from './model-fetch.ts'
import { type Ask, type Ending, MAX_ANSWER_TOKENS, type Question } from './question.ts'
import type { TextModel } from './text-model.ts'

/** The same in every call of every agent: another number makes the server load the model again. */
const CONTEXT_TOKENS = 4096
const TEMPERATURE = 0.8
/** The server reads a seed as a 32-bit integer. */
const SEEDS = 2 ** 31

/** A designer on an Ollama server, through the gateway. The grammar of the schema keeps small models in form. */
export function createOllamaModel(door: Door, options: ModelFetchOptions = {}): TextModel {
  return createLanguageModel((question, signal) => askOllama(door, question, signal, options))
}

async function* askOllama(
  door: Door,
  question: Question,
  signal: AbortSignal,
  options: ModelFetchOptions,
): ReturnType<Ask> {
  // One client a call, with a signal of its own in `fetch`: its own abort does nothing before the answer begins.
  const stop = new AbortController()
  const fetch = createModelFetch(AbortSignal.any([signal, stop.signal]), options)
  const host = new URL('/agent/v1/ollama', door.gatewayUrl).href
  const client = new Ollama({ host, fetch, headers: { ...door.headers(), 'x-axoloom-call': question.call } })
  try {
    let ending: Ending | null = null
    for await (const { message, done, done_reason: why } of await client.chat(requestFor(question))) {
      if (message.content !== '') yield message.content
      if (done) ending = endingFor(why)
    }
    return ending ?? { fault: 'The answer has no end.' }
  } catch (error) {
    signal.throwIfAborted()
    throw errorOf(error)
  } finally {
    stop.abort()
  }
}

function requestFor({ model, system, messages, schema, seed }: Question) {
  return {
    model: model ?? '',
    messages: [{ role: 'system', content: system }, ...messages.map(({ role, text }) => ({ role, content: text }))],
    format: schema,
    stream: true as const,
    // Absent would mean true for models that can think, and thinking comes outside the grammar.
    think: false,
    options: { num_predict: MAX_ANSWER_TOKENS, num_ctx: CONTEXT_TOKENS, temperature: TEMPERATURE, seed: seed % SEEDS },
  }
}

function endingFor(why: string): Ending {
  if (why === 'length') return { fault: `The answer was cut off at its limit of ${MAX_ANSWER_TOKENS} tokens.` }
  if (why === 'load' || why === 'unload') return { fault: 'The model was loaded but said nothing.' }
  return 'whole'
}

/** The client's errors after the answer began: an error line, an end without `done`, a broken connection. */
function errorOf(error: unknown): AgentError {
  const known = agentErrorIn(error)
  if (known !== null) return known
  const text = error instanceof Error ? error.message : String(error)
  if (/not found|does not support/.test(text)) return new AgentError('model-unavailable', `Ollama says: ${text}`)
  return new CallError('cut', `Ollama broke off: ${text.slice(0, 300)}`, { cause: error })
}
