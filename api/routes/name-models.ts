import type { z } from 'zod'
import type { CreateRun, VariationRequest } from '#contract/api.ts'
import type { Designer } from '#contract/event.ts'
import type { Offer } from './offer.ts'

type Wanted = z.infer<typeof VariationRequest>

/** The model one variation will run with, and which field of the request decides it. */
export interface PlannedModel {
  readonly designer: Designer
  readonly model: string
  readonly pointer: string
}

export interface NamedModels {
  /** The same request, with every variation's designer and model written into it. */
  readonly request: CreateRun
  readonly planned: readonly PlannedModel[]
}

/**
 * Gives every variation its model: its own, else the run's, else its designer's usual one. The run's model goes with the
 * run's designer: where both are named, a variation with another designer has that one's usual model. A designer without
 * models gets none. Decided once, at the start, so that other settings later change no run.
 */
export function nameModels(request: CreateRun, offer: Offer): NamedModels {
  const { model: _, ...rest } = request
  const isListed = typeof request.variations !== 'number'
  const named = wantedOf(request).map((wanted, i) => {
    const designer = wanted.designer ?? request.designer ?? offer.defaults.designer
    const usual = offer.designers.find(({ name }) => name === designer)?.defaultModel ?? null
    const { model: own, ...others } = wanted
    const ofRun = modelOfRun(request, designer)
    const model = usual === null ? null : (own ?? ofRun ?? usual)
    const pointer = isListed && (own !== undefined || ofRun === undefined) ? `/variations/${i}/model` : '/model'
    return { variation: { ...others, designer, ...(model === null ? {} : { model }) }, designer, model, pointer }
  })
  return {
    request: { ...rest, variations: named.map(({ variation }) => variation) },
    planned: named.flatMap(({ designer, model, pointer }) => (model === null ? [] : [{ designer, model, pointer }])),
  }
}

function wantedOf({ variations }: CreateRun): readonly Wanted[] {
  return typeof variations === 'number' ? Array.from({ length: variations }, () => ({})) : variations
}

function modelOfRun(request: CreateRun, designer: Designer): string | undefined {
  return request.designer === undefined || request.designer === designer ? request.model : undefined
}
