import type { FastifyContextConfig } from 'fastify'
import { isTagged, withConventions } from './conventions.ts'
import { ApiDocument, type Content, type JsonSchema, type Operation, type Parameter, type Reply } from './document.ts'
import { exampleOf } from './example-of-schema.ts'
import { exampleOfRefusal, examplesByMediaType } from './examples.ts'

/** What the routes say of themselves, by method in small letters and path as the document writes it. */
export type RouteConfigs = ReadonlyMap<string, FastifyContextConfig>

/** Under which name a route's own settings are kept; `url` as Fastify writes it. */
export function routeKey(method: string, url: string): string {
  return `${method.toLowerCase()} ${url.replaceAll(/:([^/]+)/g, '{$1}')}`
}

/** The whole description: what the routes say, the conventions that all of them keep, an example of everything. */
export function describeApi(generated: unknown, configs: RouteConfigs): ApiDocument {
  const document = ApiDocument.parse(generated)
  const { schemas } = document.components
  const paths = mapValues(document.paths, (operations, path) =>
    mapValues(operations, (operation, method) => {
      const config = configs.get(`${method} ${path}`) ?? {}
      const route = { method, path, config, isShown: isShown(document, path) }
      return withExamples(withConventions(withOptionalBody(operation), route), schemas)
    }),
  )
  const kept = { ...document, paths }
  return { ...kept, components: { ...document.components, schemas: namedIn(kept.paths, schemas) } }
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A, key: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}

/** A pick is shown with its run, so the address above counts too. */
function isShown({ paths }: ApiDocument, path: string): boolean {
  const shows = [path, path.replace(/\/[^/{}]+$/, '')].map((address) => paths[address]?.get)
  return shows.some((get) => get !== undefined && isTagged(get, 'get'))
}

/** A body that may as well be null may as well be left out. */
function withOptionalBody(operation: Operation): Operation {
  const { requestBody } = operation
  const schema = requestBody?.content['application/json']?.schema
  const choices = Array.isArray(schema?.anyOf) ? schema.anyOf : []
  if (requestBody === undefined || !choices.some((choice) => choice?.type === 'null')) return operation
  return { ...operation, requestBody: { ...requestBody, required: false } }
}

type Schemas = Readonly<Record<string, JsonSchema>>

function withExamples(operation: Operation, schemas: Schemas): Operation {
  const { parameters, requestBody, responses } = operation
  return {
    ...operation,
    parameters: parameters.map((parameter) => withExample(parameter, schemas)),
    ...(requestBody === undefined
      ? {}
      : { requestBody: { ...requestBody, content: contentWithExamples(requestBody.content, schemas) } }),
    responses: mapValues(responses, (reply, status) => {
      const content = reply.content ?? {}
      if (content['application/problem+json'] !== undefined) return refusalWithExample(reply, Number(status))
      return { ...reply, ...(reply.content && { content: contentWithExamples(content, schemas) }) }
    }),
  }
}

function withExample(parameter: Parameter, schemas: Schemas): Parameter {
  if (parameter.example !== undefined || parameter.schema === undefined) return parameter
  // a schema of a text alone does not say what it is about; its name does
  const named: JsonSchema = { type: 'object', properties: { [parameter.name]: parameter.schema } }
  const made = exampleOf({ ...named, required: [parameter.name] }, schemas)
  const example = typeof made === 'object' && made !== null ? Object.values(made)[0] : undefined
  return example === undefined ? parameter : { ...parameter, example }
}

function contentWithExamples(content: Content, schemas: Schemas): Content {
  return mapValues(content, (media, type) => {
    if (media.example !== undefined || media.examples !== undefined || isBinary(media.schema)) return media
    const example =
      textExample(type, media.schema) ?? (media.schema === undefined ? undefined : exampleOf(media.schema, schemas))
    return example === undefined ? media : { ...media, example }
  })
}

function refusalWithExample(reply: Reply, status: number): Reply {
  const media = { ...reply.content?.['application/problem+json'], example: exampleOfRefusal(status, reply.description) }
  return { ...reply, content: { ...reply.content, 'application/problem+json': media } }
}

/** Of a body that is described as text; lines of JSON may be described by the schema of one. */
function textExample(type: string, schema: JsonSchema | undefined): string | undefined {
  const isText =
    schema === undefined || ['$ref', 'anyOf', 'properties'].every((keyword) => schema[keyword] === undefined)
  return isText ? examplesByMediaType[type] : undefined
}

function isBinary(schema: JsonSchema | undefined): boolean {
  return schema?.format === 'binary'
}

/** The schemas that something refers to: each is generated twice, as it is read and as it is written. */
function namedIn(paths: ApiDocument['paths'], schemas: Schemas): Record<string, JsonSchema> {
  const found = new Map<string, JsonSchema>()
  const search = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/#\/components\/schemas\/([\w.-]+)/g)) {
      const schema = schemas[name]
      if (schema === undefined || found.has(name)) continue
      found.set(name, schema)
      search(schema)
    }
  }
  search(paths)
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
