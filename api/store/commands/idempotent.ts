import { AppError } from '../../errors.ts'
import { and, eq, lt, sql } from '../drizzle.ts'
import { idempotencyKeys } from '../schema.ts'
import type { Answer, CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'

/** How long a first answer is kept (PROTOCOL section 6). */
const KEEP_MS = 24 * 60 * 60 * 1000

/** An answer is a run of up to some tens of KiB: so many are overwritten in a few milliseconds. */
const FORGOTTEN_AT_ONCE = 100

/**
 * Runs `change` once per Idempotency-Key. The key's row is part of the change's own transaction, and one thread runs
 * all of them: of two at the same time the second finds the first's answer. Throws AppError `unprocessable`.
 */
export function once<T>(tx: Tx, context: CommandContext, change: () => T): Answer<T> {
  const { owner, idempotency } = context
  if (idempotency === undefined) return { value: change(), isReplayed: false }
  const { route, key, bodySha256 } = idempotency
  const isSame = and(eq(idempotencyKeys.owner, owner), eq(idempotencyKeys.route, route), eq(idempotencyKeys.key, key))
  const known = tx.db.select().from(idempotencyKeys).where(isSame).get()
  if (known === undefined || known.createdAt < oldestKept(tx)) {
    const value = change()
    const createdAt = tx.now.toISOString()
    const first = { bodySha256, answer: value, createdAt }
    tx.db
      .insert(idempotencyKeys)
      .values({ owner, route, key, ...first })
      // one that is older than a day and was not swept yet
      .onConflictDoUpdate({ target: [idempotencyKeys.owner, idempotencyKeys.route, idempotencyKeys.key], set: first })
      .run()
    return { value, isReplayed: false }
  }
  if (known.bodySha256 !== bodySha256) {
    throw new AppError('unprocessable', 'This Idempotency-Key was used with another body. Use a new key.')
  }
  return { value: known.answer as T, isReplayed: true }
}

/** Forgets some answers older than a day. True once there are none. */
export function forgetAnswers(tx: Tx): boolean {
  const isOld = lt(idempotencyKeys.createdAt, oldestKept(tx))
  const some = sql`(SELECT rowid FROM ${idempotencyKeys} WHERE ${isOld} LIMIT ${FORGOTTEN_AT_ONCE})`
  const { changes } = tx.db.delete(idempotencyKeys).where(sql`rowid IN ${some}`).run()
  return changes < FORGOTTEN_AT_ONCE
}

function oldestKept(tx: Tx): string {
  return new Date(tx.now.getTime() - KEEP_MS).toISOString()
}
