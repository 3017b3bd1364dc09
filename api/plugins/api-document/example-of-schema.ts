import type { JsonSchema } from './document.ts'
import { furtherTexts, textsByFormat, textsByName, usuallyNull } from './example-texts.ts'
import { examplesByName } from './examples.ts'

/** Deeper than any schema of ours; a schema that holds itself ends here. */
const MAX_DEPTH = 16
const REFERENCE = '#/components/schemas/'

/** An example that the schema allows: one written for it, else one made up of its parts. Undefined where none was found. */
export function exampleOf(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): unknown {
  return make(schema, { schemas, name: '', depth: 0 })
}

interface Making {
  readonly schemas: Readonly<Record<string, JsonSchema>>
  /** Of the property, which often says what a text is. */
  readonly name: string
  readonly depth: number
}

function make(schema: JsonSchema, making: Making): unknown {
  const { schemas, depth } = making
  if (depth > MAX_DEPTH) return undefined
  const deeper = { ...making, depth: depth + 1 }
  if (typeof schema.$ref === 'string') {
    const component = schema.$ref.slice(REFERENCE.length)
    const target = schemas[component]
    return examplesByName[component.replace(/Input$/, '')] ?? (target === undefined ? undefined : make(target, deeper))
  }
  if (Array.isArray(schema.examples)) return schema.examples[0]
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined) return schema.default
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const choices = [schema.anyOf ?? schema.oneOf ?? []].flat().filter(isSchema)
  if (choices.length > 0) return ofChoices(choices, deeper)
  return ofType(schema, deeper)
}

function ofChoices(choices: readonly JsonSchema[], making: Making): unknown {
  const isNullable = choices.some(({ type }) => type === 'null')
  if (isNullable && usuallyNull.has(making.name)) return null
  return make(choices.find(({ type }) => type !== 'null') ?? {}, making)
}

function ofType(schema: JsonSchema, making: Making): unknown {
  switch (schema.type) {
    case 'object':
      return ofObject(schema, making)
    case 'array':
      return isSchema(schema.items) && schema.maxItems !== 0 ? ofArray(schema, schema.items, making) : []
    case 'string':
      return ofString(schema, making.name)
    case 'integer':
    case 'number':
      return Math.max(numberIn(schema.minimum, 1), Math.min(1, numberIn(schema.maximum, 1)))
    case 'boolean':
      return true
    default:
      return null
  }
}

/** What must be there; and of an answer that is everything. */
function ofObject(schema: JsonSchema, making: Making): unknown {
  const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : []
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  const made = properties.flatMap(([name, property]) =>
    required.has(name) && isSchema(property) ? [[name, make(property, { ...making, name })] as const] : [],
  )
  return Object.fromEntries(made)
}

function ofArray(schema: JsonSchema, items: JsonSchema, making: Making): unknown[] {
  const count = Math.max(1, numberIn(schema.minItems, 1))
  const name = making.name.replace(/s$/, '')
  return Array.from({ length: count }, () => make(items, { ...making, name }))
}

function ofString(schema: JsonSchema, name: string): string | undefined {
  const format = typeof schema.format === 'string' ? textsByFormat[schema.format] : undefined
  const candidates = [...(format === undefined ? [] : [format]), textsByName[name] ?? [], furtherTexts].flat()
  const pattern = typeof schema.pattern === 'string' ? new RegExp(schema.pattern, 'u') : null
  const [min, max] = [numberIn(schema.minLength, 0), numberIn(schema.maxLength, Number.POSITIVE_INFINITY)]
  return candidates.find((text) => text.length >= min && text.length <= max && (pattern?.test(text) ?? true))
}

function numberIn(value: unknown, otherwise: number): number {
  // the bounds of an integer that has none of its own
  return typeof value === 'number' && Math.abs(value) !== Number.MAX_SAFE_INTEGER ? value : otherwise
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
