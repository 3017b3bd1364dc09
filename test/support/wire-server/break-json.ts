import type { Json, JsonSchema } from '../json-of-schema.ts'
import { pick, type Random } from '../seeded-random.ts'

/** The same value with one thing that the schema does not allow; still JSON, and the same kind at its root. */
export function breakJson(schema: JsonSchema, value: Json, random: Random): Json {
  const keys = isRecord(value) ? Object.keys(value) : []
  if (!isRecord(value) || keys.length === 0) return { unexpected: value }
  const key = pick(
    random,
    requiredOf(schema)
      .filter((name) => name in value)
      .concat(keys),
  )
  const others = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
  const old = value[key] as Json
  return pick(random, [
    () => others,
    () => ({ ...value, [key]: typeof old === 'string' ? 42 : 'not what was asked for' }),
    () => ({ ...value, [key]: typeof old === 'string' ? 'x'.repeat(5_000) : null }),
  ])()
}

function requiredOf(schema: JsonSchema): readonly string[] {
  const name = typeof schema.$ref === 'string' ? (schema.$ref.split('/').at(-1) ?? '') : null
  const defs = schema.$defs as Record<string, JsonSchema> | undefined
  const target = name === null ? schema : (defs?.[name] ?? schema)
  return (target.required as string[] | undefined) ?? []
}

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
