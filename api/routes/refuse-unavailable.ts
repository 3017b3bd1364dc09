import type { CreateRun } from '#contract/api.ts'
import { AppError, type FieldError } from '../errors.ts'

/** What this server can run a variation with. */
export interface Available {
  readonly designers: readonly string[]
  readonly renderers: readonly string[]
}

/** Refuses a run that names what this server does not have, before anything is queued. Throws AppError `bad-request`. */
export function refuseUnavailable(request: CreateRun, available: Available): void {
  const listed = typeof request.variations === 'number' ? [] : request.variations
  const errors = [
    ...missing(request, '', available),
    ...listed.flatMap((variation, i) => missing(variation, `/variations/${i}`, available)),
  ]
  if (errors.length > 0)
    throw new AppError('bad-request', 'The run asks for what this server does not have.', { errors })
}

interface Wish {
  readonly designer?: string | undefined
  readonly renderer?: string | undefined
}

function missing({ designer, renderer }: Wish, at: string, { designers, renderers }: Available): FieldError[] {
  return [
    ...unlisted(designer, designers, `${at}/designer`, 'designer'),
    ...unlisted(renderer, renderers, `${at}/renderer`, 'renderer'),
  ]
}

function unlisted(wish: string | undefined, has: readonly string[], pointer: string, what: string): FieldError[] {
  if (wish === undefined || has.includes(wish)) return []
  return [{ pointer, detail: `must be a ${what} this server has: ${has.join(', ')}` }]
}
