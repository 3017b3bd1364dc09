import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate as nextRound } from 'node:timers/promises'
import type { StorageUse } from '#contract/storage.ts'
import type { Db } from './database.ts'
import { and, asc, eq, gt, inArray, sql } from './drizzle.ts'
import { artifacts, runs, segments } from './schema.ts'
import { batches } from './schema-batches.ts'

/** Things summed in one round of the event loop; each has some rows of events and pictures. */
const PAGE = 100

/** What things take. */
export class StorageReader {
  readonly #db: Db
  readonly #path: string

  /** `path` is the database's file. */
  constructor(db: Db, path: string) {
    this.#db = db
    this.#path = path
  }

  /** Of one owner; sums in small steps, so that an owner of very much holds up nobody. */
  async read(owner: string): Promise<Omit<StorageUse, 'retention'>> {
    const use = { runs: 0, events: 0, artifacts: 0 }
    for await (const ids of this.#pages(runs, owner)) {
      use.runs += ids.length
      use.events += this.#eventBytes(ids)
      use.artifacts += this.#pictureBytes(ids)
    }
    for await (const ids of this.#pages(batches, owner)) use.events += this.#eventBytes(ids)
    const [database, { bavail, bsize }] = await Promise.all([this.#databaseBytes(), statfs(dirname(this.#path))])
    return { ...use, database, free: bavail * bsize }
  }

  async *#pages(table: typeof runs | typeof batches, owner: string): AsyncGenerator<string[]> {
    for (let after = ''; ; ) {
      const isInPage = and(eq(table.owner, owner), gt(table.id, after))
      const page = this.#db
        .select({ id: table.id })
        .from(table)
        .where(isInPage)
        .orderBy(asc(table.id))
        .limit(PAGE)
        .all()
      yield page.map(({ id }) => id)
      if (page.length < PAGE) return
      after = page.at(-1)?.id ?? after
      await nextRound()
    }
  }

  // SQLite tells the length of a blob without reading it
  #eventBytes(logIds: string[]): number {
    const bytes = sql<number>`coalesce(sum(length(${segments.frames}) + length(${segments.offsets})), 0)`
    return this.#db.select({ bytes }).from(segments).where(inArray(segments.logId, logIds)).get()?.bytes ?? 0
  }

  #pictureBytes(runIds: string[]): number {
    const bytes = sql<number>`coalesce(sum(${artifacts.bytes}), 0)`
    return this.#db.select({ bytes }).from(artifacts).where(inArray(artifacts.runId, runIds)).get()?.bytes ?? 0
  }

  async #databaseBytes(): Promise<number> {
    const sizes = [this.#path, `${this.#path}-wal`].map(async (path) => (await stat(path).catch(() => null))?.size ?? 0)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }
}
