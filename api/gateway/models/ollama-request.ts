import { z } from 'zod'
import { OLLAMA_CONTEXT_TOKENS } from '../../backends/ollama-context.ts'
import { Base64, mostTokens, type PreparedRequest, parseRequest, type RequestBounds } from './model-request.ts'

/** As long as a model that was loaded ahead stays in memory. */
const KEEP_ALIVE = '30m'

const Message = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
  images: z.array(Base64).max(4).optional(),
})

// Without num_ctx and the like: another value would load the model anew, for everybody.
const Options = z.object({
  temperature: z.number().optional(),
  seed: z.int().optional(),
  top_k: z.int().optional(),
  top_p: z.number().optional(),
  min_p: z.number().optional(),
  repeat_penalty: z.number().optional(),
  repeat_last_n: z.int().optional(),
  presence_penalty: z.number().optional(),
  frequency_penalty: z.number().optional(),
  num_predict: z.int().optional(),
  stop: z.array(z.string()).max(16).optional(),
})

/** What passes of `POST /api/chat`. No tools, no keep_alive: an agent must not unload what others use. */
const ChatRequest = z.object({
  // without messages it would load or unload the model
  messages: z.array(Message).min(1).max(64),
  format: z.union([z.literal('json'), z.record(z.string(), z.json())]).optional(),
  options: Options.default({}),
  // absent means true for models that can, and thinking spends the answer's tokens
  think: z.union([z.boolean(), z.enum(['low', 'medium', 'high'])]).default(false),
})

/** Throws AppError `unprocessable`. */
export function prepareOllama(request: unknown, { model, maxOutputTokens }: RequestBounds): PreparedRequest {
  const { messages, format, options, think } = parseRequest(ChatRequest, request)
  const wanted = options.num_predict ?? maxOutputTokens
  // 0 and below mean without end
  const predict = wanted > 0 ? Math.min(wanted, maxOutputTokens) : maxOutputTokens
  const body = JSON.stringify({
    model,
    messages,
    stream: true,
    ...(format === undefined ? {} : { format }),
    options: { ...options, num_predict: predict, num_ctx: OLLAMA_CONTEXT_TOKENS },
    think,
    keep_alive: KEEP_ALIVE,
  })
  const pictures = messages.flatMap(({ images }) => images ?? [])
  return { body, maxInputTokens: mostTokens(body, pictures), maxOutputTokens: predict, sharedPrefix: null }
}
