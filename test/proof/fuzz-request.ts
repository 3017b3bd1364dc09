import type { ApiDocument, DocumentedOperation, DocumentedParameter } from '../support/api-document.ts'
import type { PlainRequest } from '../support/ask.ts'
import { type JsonSchema, jsonOfSchema } from '../support/json-of-schema.ts'
import { chance, garble, hostileTexts, mutate, oneOf, type Random } from './fuzz-values.ts'

/** Ids that the server has told, by the address of what they belong to: `/v1/runs`. */
export type KnownIds = ReadonlyMap<string, readonly string[]>

export interface FuzzRequest {
  /** Null: nothing that the document describes. */
  readonly operation: DocumentedOperation | null
  readonly request: PlainRequest
}

/** Longest a request may ask to be held. */
const waits = ['wait=0', 'wait=1', 'wait="1"', 'wait=x', 'respond-async', 'wait=1, wait=0', ';;;=,']
const accepts = ['*/*', 'application/json', 'text/event-stream', 'application/x-ndjson', 'image/png;q=0', 'x', ';q=1']
const contentTypes = ['application/json', 'text/plain', 'application/x-ndjson', 'text/csv', 'multipart/form-data', ';']
/** Headers that stand in no operation's list, with what may be in them. */
const strayHeaders: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['authorization', ['Bearer x', 'Bearer ', 'Basic eDp5', 'Bearer axo_x_y', 'x']],
  ['cookie', ['axoloom_session=x', 'axoloom_session=', ';;;', 'a=b; a=c']],
  ['x-request-id', ['look-here', 'x'.repeat(300), '"<x>"']],
  ['accept', accepts],
  ['if-none-match', ['*', 'W/"x"', '"', ',,,']],
  ['if-match', ['*', '"x"', '', 'W/']],
  ['range', ['bytes=0-0', 'bytes=9-1']],
  ['host', ['evil.example', 'localhost:1', '[']],
  ['origin', ['http://evil.example', 'null', ':']],
  ['expect', ['100-continue']],
  ['transfer-encoding', ['identity']],
]

/** A request out of the document: sometimes as it should be, mostly nearly so, now and then nothing like it. */
export function fuzzRequest(document: ApiDocument, ids: KnownIds, random: Random): FuzzRequest {
  const operation = oneOf(random, document.operations)
  const path = `${pathOf(operation, ids, random)}${queryOf(document, operation, random)}`
  const body = bodyOf(document, operation, random)
  const headers = { ...headersOf(document, operation, random), ...body.headers }
  const isOther = chance(random, 0.03)
  const method = isOther
    ? oneOf(random, ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'QUERY'])
    : operation.method
  const request = { method, path, headers, ...(body.bytes === null ? {} : { body: body.bytes }) }
  return { operation: isOther && method !== operation.method ? null : operation, request }
}

/** A value that the schema allows, as far as one can be made. */
function fitting(document: ApiDocument, schema: object, random: Random): unknown {
  const root = { ...schema, components: document.components } as JsonSchema
  try {
    return jsonOfSchema(root, random)
  } catch {
    // a pattern that nothing can be made for
    return oneOf(random, hostileTexts)
  }
}

function textOf(document: ApiDocument, { schema, example }: DocumentedParameter, random: Random): string {
  if (chance(random, 0.3)) return String(example ?? '')
  if (schema !== undefined && chance(random, 0.5)) return String(fitting(document, schema, random))
  return oneOf(random, hostileTexts)
}

function pathOf({ path, parameters }: DocumentedOperation, ids: KnownIds, random: Random): string {
  const [collection = ''] = path.split('/{', 1)
  return path.replaceAll(/\{(\w+)\}/g, (_whole, name) => {
    const known = name === 'id' ? (ids.get(collection) ?? []) : []
    if (known.length > 0 && chance(random, 0.8)) return oneOf(random, known)
    const example = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.example
    return chance(random, 0.6) ? String(example) : encoded(oneOf(random, hostileTexts)).slice(0, 3000)
  })
}

function queryOf(document: ApiDocument, { parameters }: DocumentedOperation, random: Random): string {
  const own = parameters.filter(({ in: place, required }) => place === 'query' && chance(random, required ? 0.9 : 0.3))
  const pairs = own.map((parameter) => `${parameter.name}=${encoded(textOf(document, parameter, random))}`)
  if (chance(random, 0.04)) pairs.push(`stray=${encoded(oneOf(random, hostileTexts))}`)
  const [first] = pairs
  if (first !== undefined && chance(random, 0.04)) pairs.push(first)
  return pairs.length === 0 ? '' : `?${pairs.join('&').slice(0, 8000)}`
}

function headersOf(document: ApiDocument, { parameters }: DocumentedOperation, random: Random): Record<string, string> {
  const own = parameters.filter(({ in: place }) => place === 'header' && chance(random, 0.25))
  const headers: Record<string, string> = {}
  for (const parameter of own) {
    const name = parameter.name.toLowerCase()
    headers[name] = name === 'prefer' ? oneOf(random, waits) : printable(textOf(document, parameter, random))
  }
  if (chance(random, 0.15)) {
    const [name, values] = oneOf(random, strayHeaders)
    headers[name] = oneOf(random, values)
  }
  return headers
}

interface FuzzBody {
  readonly headers: Record<string, string>
  readonly bytes: Buffer | null
}

function bodyOf(document: ApiDocument, { method, requestBody }: DocumentedOperation, random: Random): FuzzBody {
  if (method === 'GET' || (requestBody === undefined && chance(random, 0.9))) return { headers: {}, bytes: null }
  const contents = Object.entries(requestBody?.content ?? { 'application/json': { example: {} } })
  const [ownType, { schema, example }] = oneOf(random, contents)
  const type = chance(random, 0.05) ? oneOf(random, contentTypes) : ownType
  const isWritten = typeof example === 'string'
  const right = isWritten || schema === undefined || chance(random, 0.3) ? example : fitting(document, schema, random)
  const value = isWritten || chance(random, 0.5) ? right : mutate(right, random)
  const plain = Buffer.from(typeof value === 'string' && isWritten ? value : (JSON.stringify(value) ?? ''))
  const bytes = chance(random, isWritten ? 0.6 : 0.08) ? garble(plain, random) : plain
  return { headers: { 'content-type': type, 'content-length': String(bytes.length) }, bytes }
}

/** As a client writes it into an address; now and then as it is, where HTTP can carry that at all. */
function encoded(text: string): string {
  return /^[!-~]+$/.test(text) && !/[?#&]/.test(text) && text.includes('%')
    ? text
    : encodeURIComponent(text.toWellFormed())
}

/** Only what Node's client lets into a header. */
function printable(text: string): string {
  return text.replaceAll(/[^\t\x20-\x7e]/g, '?').slice(0, 4000)
}
