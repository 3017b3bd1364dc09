import type { CreateRun } from '#contract/api.ts'
import type { Backends } from '../backends/backends.ts'
import { AppError, type FieldError } from '../errors.ts'
import type { PlannedModel } from './name-models.ts'
import type { Offer } from './offer.ts'

/** Most names in one sentence. */
const MAX_NAMES = 20

/** Refuses a run that names what this server does not have, before anything is queued. Throws AppError `bad-request`. */
export function refuseUnavailable(request: CreateRun, offer: Offer): void {
  const listed = typeof request.variations === 'number' ? [] : request.variations
  const errors = [
    ...missing(request, '', offer),
    ...listed.flatMap((variation, i) => missing(variation, `/variations/${i}`, offer)),
  ]
  if (errors.length > 0)
    throw new AppError('bad-request', 'The run asks for what this server does not have.', { errors })
}

interface Wish {
  readonly designer?: string | undefined
  readonly renderer?: string | undefined
}

function missing({ designer, renderer }: Wish, at: string, offer: Offer): FieldError[] {
  const designers = offer.designers.map(({ name }) => name)
  return [
    ...unlisted(designer, designers, `${at}/designer`, 'designer'),
    ...unlisted(renderer, offer.renderers, `${at}/renderer`, 'renderer'),
  ]
}

function unlisted(wish: string | undefined, has: readonly string[], pointer: string, what: string): FieldError[] {
  if (wish === undefined || has.includes(wish)) return []
  return [{ pointer, detail: `must be a ${what} this server has: ${has.join(', ')}` }]
}

/**
 * Refuses a run whose model Ollama lacks, and names those it has. While Ollama cannot be reached nobody knows, and the
 * run is taken: its variations wait. Throws AppError `bad-request`.
 */
export async function refuseLackingModels(
  planned: readonly PlannedModel[],
  backends: Pick<Backends, 'hasModel'>,
): Promise<void> {
  const ofOllama = planned.filter(({ designer }) => designer === 'ollama')
  const first = new Map(ofOllama.map(({ model, pointer }) => [pointer, model]))
  const lacks = await Promise.all(
    [...first].map(async ([pointer, model]) => ({ pointer, model, has: await backends.hasModel('ollama', model) })),
  )
  const errors = lacks.flatMap(({ pointer, model, has }) => (has === null ? [] : [lacking(pointer, model, has)]))
  const [worst] = errors
  if (worst !== undefined) {
    throw new AppError('bad-request', `The run asks for a model that is not there: ${worst.detail}.`, { errors })
  }
}

function lacking(pointer: string, model: string, has: readonly string[]): FieldError {
  const what = `names "${model}", which Ollama lacks`
  if (has.length === 0) return { pointer, detail: `${what}; it has no model at all: "ollama pull ${model}" gets it` }
  const more = has.length > MAX_NAMES ? `, and ${has.length - MAX_NAMES} more` : ''
  return { pointer, detail: `${what}; it has ${has.slice(0, MAX_NAMES).join(', ')}${more}` }
}
