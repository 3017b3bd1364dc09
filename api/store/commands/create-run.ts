import { randomInt } from 'node:crypto'
import type { CreateRun, Run } from '#contract/api.ts'
import type { Design } from '#contract/design.ts'
import type { Parent, VariationPlan } from '#contract/event.ts'
import { AppError } from '../../errors.ts'
import { hasRun, readParentDesign } from '../parent-design.ts'
import { readRun } from '../run-view.ts'
import { logs, runParents, runs, variations } from '../schema.ts'
import type { Answer, CommandContext, RunDefaults } from '../store.ts'
import { append } from '../writer/append.ts'
import { type Draft, draft, type Tx } from '../writer/transaction.ts'
import { once } from './idempotent.ts'
import { insertAttempt } from './insert-attempt.ts'
import { planVariations } from './plan-run.ts'

interface CreateRunArgs {
  readonly request: CreateRun
  readonly defaults: RunDefaults
  readonly context: CommandContext
}

/** Run, variations, queued attempts and their first events: one transaction. */
export function createRun(tx: Tx, { request, defaults, context }: CreateRunArgs): Answer<Run> {
  return once(tx, context, () => {
    const runId = insertRun(tx, request, { defaults, owner: context.owner, batchId: null })
    return readRun(tx.db, context.owner, runId)
  })
}

interface RunPlace {
  readonly defaults: RunDefaults
  readonly owner: string
  /** The batch whose row it is. */
  readonly batchId: string | null
}

/** The same as a part of a larger change. Throws AppError `bad-request` before anything is written. */
export function insertRun(tx: Tx, request: CreateRun, { defaults, owner, batchId }: RunPlace): string {
  const grown = resolveParents(tx, request.parents, owner)
  const parents = grown.map(({ parent }) => parent)
  // 2^48 - 1 is the largest span crypto.randomInt deals from
  const seed = request.seed ?? randomInt(2 ** 48 - 1)
  const plans = planVariations(request, seed, defaults)
  const runId = tx.newId()
  insertRow(tx, request, { id: runId, seed, owner, batchId })
  insertParents(tx, runId, grown)
  const start = { brief: request.brief, kind: 'axolotl' as const, variations: plans, parents }
  const drafts: Draft[] = [draft(tx, { run: runId, variation: null, attempt: null }, 'run-start', start)]
  const queue = () => drafts.push(...plans.map((plan) => insertVariation(tx, runId, plan)))
  queue()
  append(tx, runId, drafts, () => {}, { kind: 'command', key: 'create' })
  return runId
}

type OwnColumns = Pick<typeof runs.$inferInsert, 'id' | 'seed' | 'owner' | 'batchId'>

function insertRow(tx: Tx, request: CreateRun, columns: OwnColumns): void {
  tx.db.insert(logs).values({ id: columns.id, kind: 'run', lastSeq: 0 }).run()
  tx.db
    .insert(runs)
    .values({
      ...columns,
      brief: request.brief,
      state: 'running',
      budgetUsd: request.budgetUsd ?? null,
      priority: request.priority ?? 0,
      labels: request.labels ?? {},
      createdAt: tx.now.toISOString(),
    })
    .run()
}

function insertParents(tx: Tx, runId: string, grown: readonly GrownFrom[]): void {
  for (const [position, { parent, design }] of grown.entries()) {
    tx.db
      .insert(runParents)
      .values({
        runId,
        position,
        parentRun: parent.run,
        parentVariation: parent.variation,
        parentAttempt: parent.attempt ?? null,
        strength: parent.strength ?? null,
        keep: parent.keep ?? null,
        design,
      })
      .run()
  }
}

function insertVariation(tx: Tx, runId: string, plan: VariationPlan): Draft {
  tx.db
    .insert(variations)
    .values({ runId, ...plan, attempt: 1 })
    .run()
  return insertAttempt(tx, { runId, index: plan.index, number: 1, cause: 'first', variationSeed: plan.seed })
}

interface GrownFrom {
  readonly parent: Parent
  readonly design: Design
}

/** Every parent must be a design of the same owner; it is kept as it is now, so that a later re-roll changes nothing. */
export function resolveParents({ db }: Pick<Tx, 'db'>, parents: readonly Parent[], owner: string): GrownFrom[] {
  return parents.map((parent, i) => {
    const found = readParentDesign(db, owner, parent)
    if (found !== null) return { parent: { ...parent, attempt: found.attempt }, design: found.design }
    const pointer = `/parents/${i}`
    if (!hasRun(db, owner, parent.run)) {
      const detail = 'names a run that does not exist'
      throw new AppError('not-found', `There is no run ${parent.run} to grow from.`, { errors: [{ pointer, detail }] })
    }
    throw new AppError('bad-request', 'There is no such design to grow from.', {
      errors: [{ pointer, detail: 'names a variation that does not exist or has no design yet' }],
    })
  })
}
