import type { Pick } from '#contract/api.ts'
import { AppError } from '../../errors.ts'
import { and, desc, eq } from '../drizzle.ts'
import { requireMatch } from '../entity-tag.ts'
import { linksOf, readRun } from '../run-view.ts'
import { artifacts, picks } from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import { append } from '../writer/append.ts'
import { draft, type Tx } from '../writer/transaction.ts'
import { findRun, findVariation } from './find.ts'
import { once } from './idempotent.ts'
import { queueWebhooks } from './webhook-queue.ts'

interface PickArgs {
  readonly runId: string
  readonly variation: number
  readonly note: string | null
  /** Unique to this request: a repeat of the same write is a no-op, a later pick is not. */
  readonly key: string
  readonly context: CommandContext
}

/** Picks the newest picture of a variation, in place of an earlier pick. The same pick again says nothing. */
export function pickVariation(tx: Tx, { runId, variation, note, key, context }: PickArgs): Answer<Pick> {
  return once(tx, context, () => {
    findRun(tx, context.owner, runId)
    requireMatch(context, () => readRun(tx.db, context.owner, runId))
    findVariation(tx, runId, variation)
    const attempt = newestPicture(tx, runId, variation)
    const before = tx.db.select().from(picks).where(eq(picks.runId, runId)).get()
    if (before?.variation === variation && before.attempt === attempt && before.note === note) return shown(before)
    const pick = { variation, attempt, note, at: tx.now.toISOString() }
    const change = () => {
      tx.db
        .insert(picks)
        .values({ runId, ...pick })
        .onConflictDoUpdate({ target: picks.runId, set: pick })
        .run()
      const data = { id: runId, href: linksOf(runId).self, outcome: null, variation }
      queueWebhooks(tx, { owner: context.owner, type: 'pick.made', ...data })
    }
    const drafts = [draft(tx, { run: runId, variation: null, attempt: null }, 'pick', { variation, attempt, note })]
    append(tx, runId, drafts, change, { kind: 'command', key: `pick:${key}` })
    return pick
  })
}

export function unpickVariation(tx: Tx, { runId, key, context }: Omit<PickArgs, 'variation' | 'note'>): void {
  findRun(tx, context.owner, runId)
  requireMatch(context, () => readRun(tx.db, context.owner, runId))
  const isIt = eq(picks.runId, runId)
  if (tx.db.select().from(picks).where(isIt).get() === undefined) return
  const nothing = { variation: null, attempt: null, note: null }
  const drafts = [draft(tx, { run: runId, variation: null, attempt: null }, 'pick', nothing)]
  append(tx, runId, drafts, () => tx.db.delete(picks).where(isIt).run(), { kind: 'command', key: `pick:${key}` })
}

function shown({ variation, attempt, note, at }: Pick): Pick {
  return { variation, attempt, note, at }
}

function newestPicture(tx: Tx, runId: string, index: number): number {
  const isShown = and(eq(artifacts.runId, runId), eq(artifacts.index, index), eq(artifacts.state, 'released'))
  const newest = tx.db
    .select({ number: artifacts.number })
    .from(artifacts)
    .where(isShown)
    .orderBy(desc(artifacts.number))
    .get()
  if (newest === undefined) {
    throw new AppError('conflict', `Variation ${index} has no picture yet. Pick it when it has one.`)
  }
  return newest.number
}
