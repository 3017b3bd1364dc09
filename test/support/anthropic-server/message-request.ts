import { z } from 'zod'

const CacheControl = z.looseObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish()
const Block = z.looseObject({ type: z.string(), text: z.string().optional(), cache_control: CacheControl })
export type Block = z.infer<typeof Block>

const Tool = z.looseObject({
  name: z.string().min(1),
  input_schema: z.record(z.string(), z.unknown()).optional(),
  cache_control: CacheControl,
})

/** `POST /v1/messages` as the API reads it, version 2026-10-21. */
export const MessageRequest = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.number().int().positive(),
  messages: z
    .array(
      z.strictObject({ role: z.enum(['user', 'assistant', 'system']), content: z.union([z.string(), z.array(Block)]) }),
    )
    .min(1, 'at least one message is required'),
  system: z.union([z.string(), z.array(Block)]).optional(),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).nullish(),
  tools: z.array(Tool).optional(),
  tool_choice: z.looseObject({ type: z.enum(['auto', 'any', 'tool', 'none']), name: z.string().optional() }).optional(),
  output_config: z
    .looseObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      format: z.strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) }).nullish(),
    })
    .optional(),
  thinking: z.looseObject({ type: z.enum(['adaptive', 'enabled', 'disabled']) }).optional(),
  cache_control: CacheControl,
  ...{ metadata: z.unknown().optional(), service_tier: z.string().optional(), container: z.unknown().optional() },
  ...{ inference_geo: z.unknown().optional() },
})
export type MessageRequest = z.infer<typeof MessageRequest>

/** Gone from this version; sending one, even at its default, is refused. */
const removed = ['temperature', 'top_p', 'top_k']

/** The API's complaint about a body, or the body. */
export function readMessageRequest(body: unknown): { fault: string } | { body: MessageRequest } {
  if (typeof body !== 'object' || body === null) return { fault: 'The request body is not valid JSON' }
  const sent = removed.find((name) => name in body)
  if (sent !== undefined) return { fault: `${sent}: this parameter is not supported by this API version` }
  const parsed = MessageRequest.safeParse(body)
  if (parsed.success) return { body: parsed.data }
  const [issue] = parsed.error.issues
  const keys = issue?.code === 'unrecognized_keys' ? `${issue.keys[0]}: Extra inputs are not permitted` : null
  return { fault: keys ?? `${issue?.path.join('.')}: ${issue?.message}` }
}

/** Keywords that the API's grammar cannot promise, and refuses; the SDK's format functions move them away. */
const unsupported = [
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'propertyNames', 'oneOf', 'prefixItems'],
]

/** The API's complaint about the schema of a structured output. */
export function schemaFault(schema: unknown, path = 'output_config.format.schema'): string | null {
  if (typeof schema !== 'object' || schema === null) return null
  const keywords = schema as Record<string, unknown>
  const found = unsupported.find((name) => name in keywords)
  if (found !== undefined) return `${path}: property '${found}' is not supported`
  if (Number(keywords.minItems ?? 0) > 1)
    return `${path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`
  if (keywords.type === 'object' && keywords.additionalProperties !== false) {
    return `${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`
  }
  const maps = ['properties', '$defs'].flatMap((name) => Object.entries((keywords[name] ?? {}) as object))
  const lists = ['anyOf', 'allOf'].flatMap((name) => Object.entries((keywords[name] ?? []) as object))
  const inner = [...maps, ...lists, ['items', keywords.items] as const]
  for (const [name, child] of inner) {
    const fault = schemaFault(child, `${path}.${name}`)
    if (fault !== null) return fault
  }
  return null
}
