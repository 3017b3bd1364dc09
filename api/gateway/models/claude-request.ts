import { z } from 'zod'
import { sharedPrefix } from './claude-prefix.ts'
import { Base64, mostTokens, type PreparedRequest, parseRequest, type RequestBounds } from './model-request.ts'

// For 5 minutes and no longer: an hour costs twice the price that the table has.
const CacheControl = z.object({ type: z.literal('ephemeral') }).nullish()

const Text = z.object({ type: z.literal('text'), text: z.string(), cache_control: CacheControl })
// As bytes only: an address would make their servers fetch it.
const Picture = z.object({
  type: z.literal('image'),
  source: z.object({
    type: z.literal('base64'),
    media_type: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
    data: Base64,
  }),
  cache_control: CacheControl,
})
const ToolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string().max(200),
  name: z.string().max(200),
  input: z.record(z.string(), z.json()),
  cache_control: CacheControl,
})
const ToolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string().max(200),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [Text, Picture])).max(16)]).optional(),
  is_error: z.boolean().optional(),
  cache_control: CacheControl,
})
const Block = z.discriminatedUnion('type', [Text, Picture, ToolUse, ToolResult])
type Block = z.infer<typeof Block>

// Tools with a type of their own run on their servers: search, code, computers.
const Tool = z.object({
  type: z.literal('custom').optional(),
  name: z.string().max(200),
  description: z.string().optional(),
  input_schema: z.record(z.string(), z.json()),
  strict: z.boolean().optional(),
  cache_control: CacheControl,
})

/** What passes of `POST /v1/messages`: text, pictures, schemas and tools that the agent itself would run. */
const MessagesRequest = z.object({
  messages: z
    .array(z.object({ role: z.enum(['user', 'assistant']), content: z.union([z.string(), z.array(Block).max(64)]) }))
    .min(1)
    .max(64),
  system: z.union([z.string(), z.array(Text).max(16)]).optional(),
  max_tokens: z.int().min(1).optional(),
  stop_sequences: z.array(z.string()).max(16).optional(),
  tools: z.array(Tool).max(16).optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.object({ type: z.enum(['auto', 'any', 'none']), disable_parallel_tool_use: z.boolean().optional() }),
      z.object({ type: z.literal('tool'), name: z.string(), disable_parallel_tool_use: z.boolean().optional() }),
    ])
    .optional(),
  output_config: z
    .object({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
      format: z.object({ type: z.literal('json_schema'), schema: z.record(z.string(), z.json()) }).optional(),
    })
    .optional(),
  thinking: z.object({ type: z.enum(['disabled', 'adaptive']) }).optional(),
  cache_control: CacheControl,
})
export type MessagesRequest = z.infer<typeof MessagesRequest>

/** Throws AppError `unprocessable`. */
export function prepareClaude(request: unknown, { model, maxOutputTokens }: RequestBounds): PreparedRequest {
  const fields = parseRequest(MessagesRequest, request)
  const max_tokens = Math.min(fields.max_tokens ?? maxOutputTokens, maxOutputTokens)
  const body = JSON.stringify({ ...fields, model, max_tokens, stream: true })
  return {
    body,
    maxInputTokens: mostTokens(body, picturesOf(fields)),
    maxOutputTokens: max_tokens,
    sharedPrefix: sharedPrefix(model, fields),
  }
}

function picturesOf({ messages }: MessagesRequest): string[] {
  const blocks = messages.flatMap(({ content }): readonly Block[] => (typeof content === 'string' ? [] : content))
  const inner = blocks.flatMap((block): readonly Block[] => {
    if (block.type !== 'tool_result') return [block]
    return typeof block.content === 'object' ? block.content : []
  })
  return inner.flatMap((block) => (block.type === 'image' ? [block.source.data] : []))
}
