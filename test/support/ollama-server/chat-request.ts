import { z } from 'zod'

const Message = z.looseObject({
  role: z.string(),
  content: z.string().default(''),
  images: z.array(z.string()).optional(),
})

/** `POST /api/chat` as the server reads it; what it does not know it ignores. */
export const ChatRequest = z.looseObject({
  model: z.string().default(''),
  messages: z.array(Message).nullish(),
  stream: z.boolean().default(true),
  format: z.unknown().optional(),
  options: z.record(z.string(), z.unknown()).nullish(),
  keep_alive: z.union([z.string(), z.number()]).nullish(),
  think: z.union([z.boolean(), z.string()]).nullish(),
})
export type ChatRequest = z.infer<typeof ChatRequest>

const integers = ['seed', 'num_predict', 'num_ctx', 'num_batch', 'num_gpu', 'num_thread', 'top_k', 'repeat_last_n']
const floats = ['temperature', 'top_p', 'min_p', 'repeat_penalty', 'presence_penalty', 'frequency_penalty']

/** The server's complaint about an option of the wrong type; unknown ones it only logs. */
export function optionFault(options: ChatRequest['options']): string | null {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (integers.includes(name) && !Number.isInteger(value)) return `option "${name}" must be of type integer`
    if (floats.includes(name) && typeof value !== 'number') return `option "${name}" must be of type float32`
  }
  return null
}

/** The number of an option, or its default. */
export function numberOption(options: ChatRequest['options'], name: string, fallback: number): number {
  const value = options?.[name]
  return typeof value === 'number' ? value : fallback
}
