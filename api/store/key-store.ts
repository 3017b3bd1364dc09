import type { ApiKey } from '#contract/keys.ts'
import type { Db } from './database.ts'
import { and, desc, eq, lt, sql } from './drizzle.ts'
import { apiKeys } from './schema-access.ts'
import type { Answer, CommandContext } from './store.ts'
import type { Writer } from './writer/writer.ts'

/** A key as it is kept: never its text. */
export type StoredKey = typeof apiKeys.$inferSelect

export interface NewKey extends Pick<StoredKey, 'id' | 'owner' | 'name' | 'keySha256' | 'scopes' | 'expiresAt'> {}

export interface KeyQuery {
  /** Null: of all owners. */
  readonly owner: string | null
  readonly limit: number
  /** Id of the last key of the page before. */
  readonly cursor?: string | undefined
}

/** How exactly the last use is kept: one write a minute for a key however busy it is. */
const USE_MS = 60_000

/** Keys that were made by a call. Reads are of what is committed: a revoked key is dead with the commit. */
export class KeyStore {
  readonly #db: Db
  readonly #writer: Writer
  readonly #byId
  /** Keys whose use is being written; at most one write each. */
  readonly #noting = new Set<string>()

  constructor(db: Db, writer: Writer) {
    this.#db = db
    this.#writer = writer
    this.#byId = db
      .select()
      .from(apiKeys)
      .where(eq(apiKeys.id, sql.placeholder('id')))
      .prepare()
  }

  find(id: string): StoredKey | undefined {
    return this.#byId.get({ id })
  }

  /** Newest first. */
  list({ owner, limit, cursor }: KeyQuery): { data: ApiKey[]; nextCursor: string | null } {
    const isIt = and(
      owner === null ? undefined : eq(apiKeys.owner, owner),
      cursor === undefined ? undefined : lt(apiKeys.id, cursor),
    )
    const found = this.#db
      .select()
      .from(apiKeys)
      .where(isIt)
      .orderBy(desc(apiKeys.id))
      .limit(limit + 1)
      .all()
    const page = found.slice(0, limit)
    return { data: page.map(toApiKey), nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null }
  }

  /** Throws AppError `conflict` when the owner has too many. */
  create(key: NewKey, context: CommandContext): Promise<Answer<ApiKey>> {
    return this.#writer.run('createKey', { key, context })
  }

  /** Ends a key of this owner, or of any when it is null; one that is ended already stays so. Throws AppError `not-found`. */
  revoke(id: string, owner: string | null): Promise<void> {
    return this.#writer.run('revokeKey', { id, owner })
  }

  /** Keeps when a key was used last, to the minute. A disk that takes no writes loses it, and nothing else. */
  noteUse(id: string, now = new Date()): void {
    const lastUsedAt = this.find(id)?.lastUsedAt ?? ''
    const minute = new Date(now.getTime() - (now.getTime() % USE_MS)).toISOString()
    if (this.#noting.has(id) || lastUsedAt >= minute) return
    this.#noting.add(id)
    const done = () => this.#noting.delete(id)
    this.#writer.run('noteKeyUse', { id, at: minute }).then(done, done)
  }
}

export function toApiKey({ keySha256: _, ...key }: StoredKey): ApiKey {
  return key
}
