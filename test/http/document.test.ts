import { afterAll, describe, expect, it } from 'vitest'
import { type DocumentedOperation, readDocument } from '../support/api-document.ts'
import { ask } from '../support/ask.ts'
import { checkAnswer } from '../support/check-answer.ts'
import { createSubjects, type Subjects } from '../support/document-subjects.ts'
import { exampleRequest } from '../support/example-request.ts'
import { startPublicApi } from '../support/public-api.ts'

// Whatever the document describes is asked of the server it came from: a new route is tested by being there.

/** Doctor's rules may take 5 s each. */
const ANSWER_MS = 15_000

const api = await startPublicApi()
const document = await readDocument(api.url)
const subjects: Subjects = createSubjects(api, document)
const operations = document.operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const)

afterAll(() => api.close())

/** Calls that have nothing to succeed with here. */
const refusedHere = new Set([
  'POST /v1/doctor/fix',
  'POST /v1/webhooks/{id}/deliveries/{delivery}/redeliver',
  'PUT /v1/batches/{id}/rows/{row}/choice',
])
const isConditional = ({ parameters }: DocumentedOperation) => parameters.some(({ name }) => name === 'If-Match')
/** A cookie is set anew each time: the browser has but one of it. */
const isKeyed = ({ method, path }: DocumentedOperation) => method === 'POST' && path !== '/v1/session'

async function send(operation: DocumentedOperation, headers: Record<string, string> = {}, path?: string) {
  const example = exampleRequest(operation, path ?? (await subjects.pathOf(operation)))
  return ask(api.url, { ...example, headers: { ...example.headers, ...headers } }, ANSWER_MS)
}

const only = (isWanted: (operation: DocumentedOperation) => boolean) =>
  operations.filter(([, operation]) => isWanted(operation))

describe('the document', () => {
  it('is of OpenAPI 3.1, and each call has a name of its own', () => {
    expect(document.openapi).toBe('3.1.0')
    const names = document.operations.map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(operations)('says of %s what it does, with examples that its schemas allow', (_name, operation) => {
    expect(operation.summary).not.toBe('')
    expect(operation.tags).not.toEqual([])
    const contents = [operation.requestBody?.content, ...Object.values(operation.responses).map((it) => it.content)]
    const media = contents.flatMap((content) => Object.entries(content ?? {}))
    const shown = media.filter(([type]) => /json|csv|event-stream/.test(type))
    for (const { schema, example, name } of [
      ...operation.parameters,
      ...shown.map(([name, it]) => ({ ...it, name })),
    ]) {
      expect(example, `an example of ${name}`).toBeDefined()
      if (schema !== undefined) expect(document.faults(schema, example), `the example of ${name}`).toEqual([])
    }
  })

  it.each(operations)('is true of what %s answers', async (name, operation) => {
    const answer = await send(operation)
    expect(checkAnswer(document, operation, answer), answer.body?.toString()).toEqual([])
    if (!refusedHere.has(name)) expect(answer.status, answer.body?.toString()).toBeLessThan(300)
  })

  it.each(only(({ path }) => path.includes('{id}')))('is true of what %s refuses', async (_name, operation) => {
    for (const id of ['01k9zzzzzzzzzzzzzzzzzzzzzz', 'banana']) {
      const answer = await send(operation, {}, subjects.fill(operation, id))
      expect(checkAnswer(document, operation, answer), answer.body?.toString()).toEqual([])
      expect([400, 404]).toContain(answer.status)
    }
  })
})

describe('an Idempotency-Key', () => {
  it.each(only(isKeyed))('makes %s give its first answer again', async (name, operation) => {
    const path = await subjects.pathOf(operation)
    const headers = { 'idempotency-key': `again-${name}` }
    const first = await send(operation, headers, path)
    const again = await send(operation, headers, path)
    expect(again.status).toBe(first.status)
    if (first.status >= 300) return
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(again.body?.toString()).toBe(first.body?.toString())
  })
})

describe('an ETag', () => {
  const isObject = ({ method, path, responses }: DocumentedOperation) =>
    method === 'GET' && path.endsWith('}') && responses[200]?.content?.['application/json'] !== undefined

  it.each(only(isObject))('spares who has it the body of %s', async (_name, operation) => {
    const path = await subjects.pathOf(operation)
    const first = await send(operation, {}, path)
    const again = await send(operation, { 'if-none-match': first.headers.etag ?? '' }, path)
    expect(again.status).toBe(304)
    expect(again.body?.length).toBe(0)
    expect(checkAnswer(document, operation, again)).toEqual([])
  })

  it('is asked for by every change of a thing that GET shows', () => {
    expect(only(isConditional).map(([name]) => name)).toEqual(
      expect.arrayContaining(['PATCH /v1/runs/{id}', 'DELETE /v1/runs/{id}', 'PUT /v1/runs/{id}/pick']),
    )
  })

  it.each(only(isConditional))('that has changed keeps %s from being done', async (_name, operation) => {
    const answer = await send(operation, { 'if-match': '"of another time"' })
    expect(answer.status, answer.body?.toString()).toBe(412)
    expect(checkAnswer(document, operation, answer)).toEqual([])
  })
})
