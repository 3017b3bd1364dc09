import type { ApiKey } from '#contract/keys.ts'
import { AppError } from '../../errors.ts'
import { and, count, eq, isNull, lt } from '../drizzle.ts'
import { type NewKey, toApiKey } from '../key-store.ts'
import { apiKeys } from '../schema-access.ts'
import type { Answer, CommandContext } from '../store.ts'
import type { Tx } from '../writer/transaction.ts'
import { once } from './idempotent.ts'

/** Most keys of an owner that are not revoked. */
const MAX_KEYS = 1000
/** How long a revoked key stays in the list. */
const KEEP_MS = 90 * 24 * 3600 * 1000

/** Keeps a new key. Throws AppError `conflict` when its owner has too many. */
export function createKey(tx: Tx, { key, context }: { key: NewKey; context: CommandContext }): Answer<ApiKey> {
  return once(tx, context, () => {
    forgetRevoked(tx)
    const isLive = and(eq(apiKeys.owner, key.owner), isNull(apiKeys.revokedAt))
    const live = tx.db.select({ count: count() }).from(apiKeys).where(isLive).get()?.count ?? 0
    if (live >= MAX_KEYS) throw new AppError('conflict', `An owner has at most ${MAX_KEYS} keys: revoke one first.`)
    const unused = { createdAt: tx.now.toISOString(), lastUsedAt: null, revokedAt: null }
    return toApiKey(
      tx.db
        .insert(apiKeys)
        .values({ ...key, ...unused })
        .returning()
        .get(),
    )
  })
}

/** Ends a key; again is a no-op. Throws AppError `not-found` for one that this owner does not have. */
export function revokeKey(tx: Tx, { id, owner }: { id: string; owner: string | null }): void {
  const isIt = and(eq(apiKeys.id, id), owner === null ? undefined : eq(apiKeys.owner, owner))
  if (tx.db.select({ id: apiKeys.id }).from(apiKeys).where(isIt).get() === undefined) {
    throw new AppError('not-found', `There is no key ${id}.`)
  }
  const isLive = and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt))
  tx.db.update(apiKeys).set({ revokedAt: tx.now.toISOString() }).where(isLive).run()
}

export function noteKeyUse(tx: Tx, { id, at }: { id: string; at: string }): void {
  tx.db.update(apiKeys).set({ lastUsedAt: at }).where(eq(apiKeys.id, id)).run()
}

function forgetRevoked(tx: Tx): void {
  const before = new Date(tx.now.getTime() - KEEP_MS).toISOString()
  tx.db.delete(apiKeys).where(lt(apiKeys.revokedAt, before)).run()
}
