import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

// The document as any client of it reads it: with a judge of JSON Schema that is not ours.

export interface DocumentedContent {
  readonly [mediaType: string]: { readonly schema?: object; readonly example?: unknown }
}

export interface DocumentedParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema?: object
  readonly example?: unknown
}

export interface DocumentedReply {
  readonly description: string
  readonly content?: DocumentedContent
  readonly headers?: { readonly [name: string]: { readonly required?: boolean; readonly schema: object } }
}

export interface DocumentedOperation {
  /** In capitals. */
  readonly method: string
  readonly path: string
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters: readonly DocumentedParameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: DocumentedContent }
  readonly responses: { readonly [status: string]: DocumentedReply }
}

export interface ApiDocument {
  readonly openapi: string
  readonly operations: readonly DocumentedOperation[]
  readonly components: { readonly schemas: { readonly [name: string]: object } }
  /** What is wrong with a value, in words; empty when the schema allows it. */
  faults(schema: object, value: unknown): string[]
}

type Raw = Pick<ApiDocument, 'openapi' | 'components'> & {
  readonly paths: { readonly [path: string]: { readonly [method: string]: DocumentedOperation } }
}

/** Asks a running server for its description. */
export async function readDocument(url: string): Promise<ApiDocument> {
  const answer = await fetch(`${url}/openapi.json`)
  if (answer.status !== 200) throw new Error(`/openapi.json: ${answer.status}`)
  const { openapi, components, paths } = (await answer.json()) as Raw
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
    })),
  )
  return { openapi, operations, components, faults: judge(components) }
}

function judge(components: object): ApiDocument['faults'] {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addFormat('binary', true)
  const compiled = new Map<string, ValidateFunction>()
  return (schema, value) => {
    const key = JSON.stringify(schema)
    const validate = compiled.get(key) ?? ajv.compile({ ...schema, components })
    compiled.set(key, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the value'} ${message}`)
  }
}
