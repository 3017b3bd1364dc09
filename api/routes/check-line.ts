import { BatchLine } from '#contract/batch.ts'
import type { Backends } from '../backends/backends.ts'
import type { CheckedLine, CheckLine } from '../batches/stage-batch.ts'
import { AppError } from '../errors.ts'
import { fieldErrors } from '../plugins/validation.ts'
import { refuseSurplusDirections } from '../store/commands/plan-run.ts'
import { nameModels } from './name-models.ts'
import type { Offer } from './offer.ts'
import { refuseLackingModels, refuseUnavailable } from './refuse-unavailable.ts'

type Line = ReturnType<typeof BatchLine.parse>

/**
 * Looks at the lines of a batch as `POST /v1/runs` looks at its body, and writes into each what the settings decide now:
 * its designer, model and renderer. Which models there are is asked once for all of them.
 */
export function createLineCheck(offer: Offer, backends: Backends): CheckLine {
  const models = rememberModels(backends)
  return async (value) => {
    const parsed = BatchLine.safeParse(value)
    if (!parsed.success) return { customId: customIdOf(value), request: null, faults: fieldErrors(parsed.error.issues) }
    const { customId } = parsed.data
    try {
      return { customId, request: await prepare(parsed.data, offer, models), faults: [] }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { customId, request: null, faults: faultsOf(error) }
    }
  }
}

async function prepare({ customId: _, ...line }: Line, offer: Offer, models: Pick<Backends, 'hasModel'>) {
  const { defaults } = offer
  const request = { ...line, parents: [], renderer: line.renderer ?? defaults.renderer }
  refuseUnavailable(request, offer)
  const named = nameModels(request, offer)
  await refuseLackingModels(named.planned, models)
  // it is planned when its turn comes: dealing directions takes longer than all the rest of a line
  refuseSurplusDirections(named.request)
  return named.request
}

function faultsOf({ message, errors }: AppError): CheckedLine['faults'] {
  return errors.length > 0 ? errors : [{ pointer: '', detail: message }]
}

/** Also of a line with other faults, so that doubled ones are told at once. */
function customIdOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('customId' in value)) return null
  const parsed = BatchLine.shape.customId.safeParse(value.customId)
  return parsed.success ? parsed.data : null
}

function rememberModels(backends: Backends): Pick<Backends, 'hasModel'> {
  const known = new Map<string, ReturnType<Backends['hasModel']>>()
  return {
    hasModel: (provider, model) => {
      const answer = known.get(model) ?? backends.hasModel(provider, model)
      known.set(model, answer)
      return answer
    },
  }
}
