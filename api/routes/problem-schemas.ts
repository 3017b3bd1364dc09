import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { Problem } from '#contract/api.ts'

export type ProblemStatus = 400 | 401 | 403 | 404 | 406 | 409 | 410 | 412 | 413 | 415 | 422 | 503 | 507

interface ProblemResponse {
  readonly description: string
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof Problem } }
}

/** What a route may refuse with, for its OpenAPI description. */
export function problems<S extends ProblemStatus>(...statuses: S[]): Record<S, ProblemResponse> {
  const entries = statuses.map((status) => [status, problemResponse(status)])
  return Object.fromEntries(entries)
}

function problemResponse(status: number): ProblemResponse {
  return {
    description: STATUS_CODES[status] ?? 'Error',
    content: { 'application/problem+json': { schema: Problem } },
  }
}

/** An answer without a body. */
export function noContent(description: string): z.ZodNull {
  return z.null().describe(description)
}
