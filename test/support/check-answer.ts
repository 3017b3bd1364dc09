import type { ApiDocument, DocumentedOperation, DocumentedReply } from './api-document.ts'

/** An answer as it came over the wire. */
export interface SeenAnswer {
  readonly status: number
  /** Names in small letters. */
  readonly headers: { readonly [name: string]: string | undefined }
  /** Null: it was not read to its end, because it has none. */
  readonly body: Buffer | null
}

/** What of an answer is not as the document says, in words: its status, its type, its body, headers that are missing. */
export function checkAnswer(document: ApiDocument, operation: DocumentedOperation, answer: SeenAnswer): string[] {
  const { status } = answer
  const reply = operation.responses[status] ?? (status >= 400 ? operation.responses.default : undefined)
  if (reply === undefined) return [`the status ${status} is not documented`]
  return [...checkHeaders(document, reply, answer), ...checkBody(document, reply, answer)]
}

function checkHeaders(document: ApiDocument, reply: DocumentedReply, { headers }: SeenAnswer): string[] {
  return Object.entries(reply.headers ?? {}).flatMap(([name, { required, schema }]) => {
    const value = headers[name.toLowerCase()]
    if (value === undefined) return required ? [`the header ${name} is missing`] : []
    return document.faults(schema, value).map((fault) => `the header ${name}: ${fault}`)
  })
}

function checkBody(document: ApiDocument, reply: DocumentedReply, { headers, body, status }: SeenAnswer): string[] {
  const type = headers['content-type']?.split(';', 1)[0]
  if (reply.content === undefined) {
    return (body?.length ?? 0) === 0 ? [] : [`a body of ${type} where none is documented for ${status}`]
  }
  const media = type === undefined ? undefined : reply.content[type]
  if (media === undefined) return [`a body of ${type} is not documented for ${status}`]
  if (body === null || media.schema === undefined) return []
  const { schema } = media
  const values = valuesOf(type ?? '', body)
  if (values === null) return [`the body of ${type} cannot be read`]
  return values.flatMap((value) => document.faults(schema, value)).map((fault) => `the body of ${status}: ${fault}`)
}

/** What a body holds to be judged: one value, one a line, or nothing; null when it is not what its type says. */
function valuesOf(type: string, body: Buffer): unknown[] | null {
  const text = body.toString()
  try {
    if (type.endsWith('json')) return type.endsWith('ndjson') ? linesOf(text) : [JSON.parse(text)]
    return []
  } catch {
    return null
  }
}

function linesOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}
