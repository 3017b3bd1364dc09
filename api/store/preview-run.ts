import { randomInt } from 'node:crypto'
import type { CreateRun } from '#contract/api.ts'
import type { VariationPlan } from '#contract/event.ts'
import { resolveParents } from './commands/create-run.ts'
import { planVariations } from './commands/plan-run.ts'
import type { Db } from './database.ts'
import type { RunDefaults } from './store.ts'

/** What a request would become. Throws the AppErrors a real one would throw. */
export function previewRun(db: Db, owner: string, request: CreateRun, defaults: RunDefaults): VariationPlan[] {
  resolveParents({ db }, request.parents, owner)
  return planVariations(request, request.seed ?? randomInt(2 ** 48 - 1), defaults)
}
