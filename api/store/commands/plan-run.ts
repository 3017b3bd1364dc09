import type { CreateRun } from '#contract/api.ts'
import { dealDirections, findDirection } from '#contract/directions.ts'
import type { VariationPlan } from '#contract/event.ts'
import { variationSeed } from '#contract/seed.ts'
import { AppError } from '../../errors.ts'
import type { RunDefaults } from '../store.ts'

type Wanted = Exclude<CreateRun['variations'], number>[number]

/** Says for each variation what it runs with: the request's own words first, then the run's, then the settings'. */
export function planVariations(request: CreateRun, runSeed: number, defaults: RunDefaults): VariationPlan[] {
  const wanted = wantedVariations(request)
  const named = namedDirections(request, wanted)
  const dealt = dealDirections(
    runSeed,
    wanted.length - named.filter((name) => name !== null).length,
    named.flatMap((name) => name ?? []),
  )
  let nextDealt = 0
  return wanted.map((variation, index) => ({
    index,
    direction: named[index] ?? dealt[nextDealt++] ?? `Variation ${index + 1}`,
    designer: variation.designer ?? request.designer ?? defaults.designer,
    renderer: variation.renderer ?? request.renderer ?? defaults.renderer,
    model: variation.model ?? request.model ?? null,
    seed: variation.seed ?? variationSeed(runSeed, index),
  }))
}

function wantedVariations(request: CreateRun): Wanted[] {
  const { variations } = request
  return typeof variations === 'number' ? Array.from({ length: variations }, () => ({})) : variations
}

/** The directions the person named, in their lanes; a library direction is called by its own name. */
function namedDirections(request: CreateRun, wanted: readonly Wanted[]): (string | null)[] {
  refuseSurplusDirections(request)
  const own = wanted.map((variation) => variation.direction ?? null)
  const listed = [...(request.directions ?? [])]
  return own.map((name) => {
    const text = name ?? listed.shift() ?? null
    return text === null ? null : (findDirection(text)?.name ?? text)
  })
}

/** What alone can be wrong with a plan. Throws AppError `bad-request`. */
export function refuseSurplusDirections(request: CreateRun): void {
  const listed = request.directions?.length ?? 0
  const free = wantedVariations(request).filter(({ direction }) => direction === undefined).length
  if (listed <= free) return
  const detail = `holds ${listed} directions for ${free} variations without one of their own`
  throw new AppError('bad-request', 'There are more directions than variations.', {
    errors: [{ pointer: '/directions', detail }],
  })
}
