import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { z } from 'zod'
import { AppError, type FieldError } from '../errors.ts'
import { faultWords } from './fault-words.ts'

type Issue = z.core.$ZodIssue

/** Where a fault is when it is not in the body; a body's pointers start at its root. */
const prefixes: Readonly<Record<string, string>> = { querystring: '/query', params: '/path', headers: '/headers' }

/**
 * Requests are checked by their zod schemas and every fault is named by a JSON pointer. Answers are written
 * by JSON.stringify: their schemas are for types and OpenAPI, and checking what we made ourselves costs time.
 */
async function validation(app: FastifyInstance): Promise<void> {
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (data) => {
    const parsed = schema.safeParse(data)
    return parsed.success ? { value: parsed.data } : { error: invalid(parsed.error.issues, httpPart ?? 'body') }
  })
  app.setSerializerCompiler(() => JSON.stringify)
  app.removeAllContentTypeParsers()
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else void parseJson(request, body.toString(), done)
  })
}

function invalid(issues: readonly Issue[], httpPart: string): AppError {
  const prefix = prefixes[httpPart] ?? ''
  const errors = fieldErrors(issues, prefix)
  const [first] = errors
  const where = first === undefined || first.pointer === '' ? 'The body' : `"${first.pointer.slice(1)}"`
  return new AppError('bad-request', `The request is not valid: ${where} ${first?.detail ?? 'cannot be read'}.`, {
    errors,
  })
}

/** Every fault by its JSON pointer, which begins with `prefix`. */
export function fieldErrors(issues: readonly Issue[], prefix = ''): FieldError[] {
  return issues.flatMap((issue) => faults(issue, prefix))
}

function faults(issue: Issue, prefix: string): FieldError[] {
  const at = prefix + issue.path.map((step) => `/${escapeStep(String(step))}`).join('')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: `${at}/${escapeStep(key)}`, detail: 'is not a known field' }))
  }
  if (issue.code === 'invalid_union') {
    const nested = issue.errors.find((branch) => branch.some((inner) => inner.path.length > 0))
    if (nested !== undefined) return nested.flatMap((inner) => faults(inner, at))
  }
  return [{ pointer: at, detail: faultWords(issue) }]
}

function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

export default fp(validation, { name: 'validation' })
