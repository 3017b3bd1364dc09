import { type Writer, words, writeWords } from './plain-words.ts'
import { between, pick, type Random, shuffled } from './seeded-random.ts'
import { stringOfPattern } from './string-of-pattern.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * A value that a schema allows, the same for the same random numbers: what a model under a grammar answers.
 * Limits that the SDK of Anthropic moved into a description (`{maxLength: 40}`) are kept too, as a good model would.
 * Throws for a pattern or a reference it cannot serve.
 */
export function jsonOfSchema(schema: JsonSchema, random: Random, write: Writer = writeWords): Json {
  return make({ root: schema, random, write }, schema, 'value', 0)
}

interface Making {
  readonly root: JsonSchema
  readonly random: Random
  readonly write: Writer
}

const MAX_DEPTH = 24

function make(making: Making, given: JsonSchema, name: string, depth: number): Json {
  if (depth > MAX_DEPTH) throw new Error(`the schema nests deeper than ${MAX_DEPTH} at ${name}`)
  const schema = withHints(resolve(making.root, given))
  if ('const' in schema) return schema.const as Json
  if (Array.isArray(schema.enum)) return pick(making.random, schema.enum as Json[])
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) return make(making, pick(making.random, choices), name, depth + 1)
  if (Array.isArray(schema.allOf)) return make(making, merged(making.root, schema), name, depth + 1)
  switch (typeOf(schema)) {
    case 'object':
      return objectOf(making, schema, depth)
    case 'array':
      return arrayOf(making, schema, name, depth)
    case 'string':
      return stringOf(making, schema, name)
    case 'integer':
    case 'number':
      return numberOf(making, schema)
    case 'boolean':
      return making.random() < 0.5
    default:
      return null
  }
}

function typeOf(schema: JsonSchema): string {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (typeof type === 'string') return type
  if ('properties' in schema || 'additionalProperties' in schema) return 'object'
  return 'items' in schema || 'prefixItems' in schema ? 'array' : 'string'
}

function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const ref = schema.$ref
  if (typeof ref !== 'string') return schema
  let found: unknown = root
  for (const step of ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    found = (found as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  if (typeof found !== 'object' || found === null) throw new Error(`the schema has nothing at ${ref}`)
  return resolve(root, found as JsonSchema)
}

/** The SDK writes what the API does not take as `{maxItems: 3, pattern: "^a"}` at the end of the description. */
function withHints(schema: JsonSchema): JsonSchema {
  const { description } = schema
  const hint = typeof description === 'string' ? /\{(\w+: .*)\}$/s.exec(description)?.[1] : undefined
  if (hint === undefined) return schema
  try {
    return { ...(JSON.parse(`{${hint.replace(/(^|, )(\w+): /g, '$1"$2": ')}}`) as object), ...schema }
  } catch {
    return schema
  }
}

function merged(root: JsonSchema, { allOf, ...rest }: JsonSchema): JsonSchema {
  const parts = [rest, ...(allOf as JsonSchema[]).map((part) => resolve(root, part))]
  const all = Object.assign({}, ...parts)
  return {
    ...all,
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => (part.required as string[] | undefined) ?? []),
  }
}

function objectOf(making: Making, schema: JsonSchema, depth: number): Json {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)
  const required = new Set((schema.required ?? []) as string[])
  const made: Record<string, Json> = {}
  for (const [key, property] of properties) {
    // what may be left out is left out now and then, as models do
    if (!required.has(key) && making.random() < 0.25) continue
    made[key] = make(making, property, key, depth + 1)
  }
  for (const key of furtherKeys(making, schema)) {
    if (key in made) continue
    made[key] = make(making, schema.additionalProperties as JsonSchema, key, depth + 1)
  }
  return made
}

/** Keys of a record: some of those that its names allow. */
function furtherKeys({ root, random }: Making, schema: JsonSchema): readonly string[] {
  if (typeof schema.additionalProperties !== 'object' || schema.additionalProperties === null) return []
  const names = resolve(root, (schema.propertyNames ?? {}) as JsonSchema).enum
  if (!Array.isArray(names)) return []
  const least = Number(schema.minProperties ?? 0)
  const kept = names.filter(() => random() < 0.4)
  return kept.length >= least ? kept : names.slice(0, least)
}

function arrayOf(making: Making, schema: JsonSchema, name: string, depth: number): Json {
  const { random } = making
  const heads = ((schema.prefixItems ?? []) as JsonSchema[]).map((item) => make(making, item, name, depth + 1))
  if (typeof schema.items !== 'object' || schema.items === null) return heads
  const min = Number(schema.minItems ?? 0)
  const count = between(random, min, Math.max(min, Number(schema.maxItems ?? min + 3)))
  const items = resolve(making.root, schema.items as JsonSchema)
  const rows = distinctRows(making, items, count)
  const singular = name.endsWith('s') ? name.slice(0, -1) : name
  const rest = Array.from({ length: Math.max(0, count - heads.length) }, (_, index) =>
    make(making, { ...items, ...rows[index] }, singular, depth + 1),
  )
  return [...heads, ...rest]
}

/** A list names each kind once where it can, as a sensible model does: the items get different values of a closed list. */
function distinctRows({ root, random }: Making, items: JsonSchema, count: number): readonly JsonSchema[] {
  const takes = (schema: JsonSchema): readonly Json[] | null =>
    Array.isArray(schema.enum) && schema.enum.length >= count ? shuffled(random, schema.enum as Json[]) : null
  const own = takes(items)
  if (own !== null) return own.slice(0, count).map((value) => ({ const: value }))
  const properties = (items.properties ?? {}) as Record<string, JsonSchema>
  for (const [key, property] of Object.entries(properties)) {
    const values = takes(resolve(root, property))
    if (values === null) continue
    return values.slice(0, count).map((value) => ({ properties: { ...properties, [key]: { const: value } } }))
  }
  return []
}

function numberOf({ random }: Making, schema: JsonSchema): number {
  const step = schema.type === 'integer' ? 1 : Number(schema.multipleOf ?? 0)
  const above = schema.exclusiveMinimum as number | undefined
  const below = schema.exclusiveMaximum as number | undefined
  const least = (schema.minimum as number | undefined) ?? (above === undefined ? 0 : above + (step || 1e-6))
  const most = (schema.maximum as number | undefined) ?? (below === undefined ? least + 100 : below - (step || 1e-6))
  const factor = Number(schema.multipleOf ?? step)
  if (factor === 0) return least + random() * (most - least)
  return between(random, Math.ceil(least / factor), Math.floor(most / factor)) * factor
}

const formats: Record<string, string> = {
  'date-time': '2026-11-21T12:00:00.000Z',
  date: '2026-11-21',
  time: '12:00:00Z',
  email: 'axolotl@example.org',
  uri: 'https://example.org/axolotl',
  uuid: '3b9f6a52-0c1e-4d7a-9b7e-5f2d8c1a4e60',
  hostname: 'example.org',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
}

const UNLIMITED_LENGTH = 200

function stringOf({ random, write }: Making, schema: JsonSchema, name: string): string {
  const format = formats[String(schema.format)]
  if (format !== undefined) return format
  const min = Number(schema.minLength ?? 0)
  const max = Math.max(min, Number(schema.maxLength ?? Math.max(min, UNLIMITED_LENGTH)))
  let text = write(random, name, max).slice(0, max).trimEnd()
  while (text.length < min) text = `${text}${text === '' ? '' : ' '}${pick(random, words)}`.slice(0, max)
  const pattern = typeof schema.pattern === 'string' ? new RegExp(schema.pattern, 'u') : null
  if (pattern === null || pattern.test(text)) return text
  const made = stringOfPattern(String(schema.pattern), random)
  if (!pattern.test(made)) throw new Error(`no text was found for the pattern ${schema.pattern}`)
  return made
}
