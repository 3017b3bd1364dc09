import Anthropic, { APIError } from '@anthropic-ai/sdk'
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema'
import { AgentError } from '../agent-error.ts'
import { agentErrorIn, CallError } from '../call-error.ts'
import { printDiagnostic } from '../diagnostics.ts'
import type { Door } from '../gateway-client.ts'
import { createCritique } from './critique-model.ts'
import { createLanguageModel } from './language-model.ts'
import { createModelFetch, type ModelFetchOptions } from './model-fetch.ts'
import { CRITIQUE_PROMPT } from './prompts/critique-prompt.ts'
import { type Ask, type Ending, MAX_ANSWER_TOKENS, type Message, type Question } from './question.ts'
import type { TextModel } from './text-model.ts'

/** A designer on Claude, through the gateway, which holds the key. It can see, so it can judge its picture. */
export function createClaudeModel(door: Door, options: ModelFetchOptions = {}): TextModel {
  const ask: Ask = (question, signal) => askClaude(door, question, signal, options)
  const model = createLanguageModel(ask)
  return { ...model, prompt: `${model.prompt}, ${CRITIQUE_PROMPT}`, critique: createCritique(ask) }
}

async function* askClaude(
  door: Door,
  question: Question,
  signal: AbortSignal,
  options: ModelFetchOptions,
): ReturnType<Ask> {
  const stop = new AbortController()
  const client = clientFor(door, createModelFetch(AbortSignal.any([signal, stop.signal]), options))
  try {
    const headers = { 'x-axoloom-call': question.call }
    const events = await client.messages.create(requestFor(question), { headers, signal })
    let ending: Ending = { fault: 'The answer has no end.' }
    let isStopped = false
    for await (const event of events) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text
      if (event.type === 'message_delta') ending = endingFor(event.delta.stop_reason, event.delta.stop_details)
      if (event.type === 'message_stop') isStopped = true
    }
    signal.throwIfAborted()
    // A cut stream just ends for this client; only this event says that it is whole.
    if (!isStopped) throw new CallError('cut', 'The answer of Claude broke off.')
    return ending
  } catch (error) {
    signal.throwIfAborted()
    throw errorOf(error)
  } finally {
    stop.abort()
  }
}

function clientFor({ gatewayUrl, headers }: Door, fetch: typeof globalThis.fetch): Anthropic {
  const print = (...words: unknown[]) => printDiagnostic(words.map(String).join(' '))
  return new Anthropic({
    // Given, so that neither the environment nor a profile on disk is asked.
    apiKey: headers().authorization.replace(/^Bearer /, ''),
    baseURL: new URL('/agent/v1/anthropic', gatewayUrl).href,
    fetch,
    // Retries are the design loop's, which knows what a person has already seen.
    maxRetries: 0,
    // Ours are in `fetch`; this one would count the time in line.
    timeout: 3_600_000,
    openTelemetry: false,
    logLevel: 'warn',
    logger: { error: print, warn: print, info: print, debug: print },
  })
}

function requestFor({ model, system, messages, schema }: Question) {
  const { type, schema: plain } = jsonSchemaOutputFormat({ ...schema, type: 'object' })
  return {
    model: model ?? '',
    max_tokens: MAX_ANSWER_TOKENS,
    stream: true as const,
    // The same for every lane of every run, so it can come from the cache.
    system: [{ type: 'text' as const, text: system, cache_control: { type: 'ephemeral' as const } }],
    messages: messages.map(({ role, text, picture }) => ({ role, content: contentOf(text, picture) })),
    output_config: { format: { type, schema: plain } },
  }
}

function contentOf(text: string, picture: Message['picture']): Anthropic.ContentBlockParam[] {
  const words = { type: 'text' as const, text }
  if (picture === undefined) return [words]
  const data = Buffer.from(picture).toString('base64')
  return [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }, words]
}

/** Only `end_turn` is a whole answer. */
function endingFor(reason: Anthropic.StopReason | null, details: Anthropic.RefusalStopDetails | null): Ending {
  if (reason === 'refusal') {
    const why = details?.explanation ?? details?.category
    throw new AgentError('model-refused', `Claude declined this brief${why ? `: ${why}` : '.'}`)
  }
  if (reason === 'end_turn') return 'whole'
  if (reason === 'max_tokens') return { fault: `The answer was cut off at its limit of ${MAX_ANSWER_TOKENS} tokens.` }
  return { fault: `The answer ended early (${reason ?? 'for no reason given'}).` }
}

/** Errors that the client makes itself: an `error` event inside a stream, broken frames. */
function errorOf(error: unknown): AgentError {
  const known = agentErrorIn(error)
  if (known !== null) return known
  const text = error instanceof Error ? error.message : String(error)
  const message = `Claude broke off: ${text.slice(0, 300)}`
  if (!(error instanceof APIError)) return new CallError('cut', message, { cause: error })
  const isBusy = error.type === 'overloaded_error' || error.type === 'rate_limit_error'
  return new CallError(isBusy ? 'busy' : 'cut', message, { cause: error })
}
