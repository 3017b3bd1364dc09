import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { BlobStore, ORPHAN_MS } from './blob-store.ts'
import { type Db, openForReading, type Sqlite } from './database.ts'
import { and, asc, eq, ne, sql } from './drizzle.ts'
import { artifacts, attempts, installation, runs } from './schema.ts'

/** Where everything of an installation lies in its data folder. */
export const databasePath = (dataDir: string): string => join(dataDir, 'axoloom.db')
const artifactDir = (dataDir: string) => join(dataDir, 'artifacts')

/** Rows of one look; between two of them others have their turn. */
const PAGE_ROWS = 500
const SHOWN_LOST = 10

/** An attempt as the doctor sees it. */
export interface InspectedAttempt {
  readonly id: string
  readonly owner: string
  readonly runId: string
  readonly index: number
  readonly number: number
  readonly state: string
  readonly queuedAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
}

export interface ArtifactFacts {
  /** Files that no artifact names, and that are too old to be on their way. */
  readonly orphans: number
  readonly orphanBytes: number
  /** Artifacts whose file is not there: their ids, at most ten, and how many in all. */
  readonly lost: readonly string[]
  readonly lostCount: number
}

/** Looks into a data folder without owning it: committed data only, while a server runs or none does. */
export class Inspection {
  readonly #sqlite: Sqlite
  readonly #db: Db
  readonly #dir: string

  /** Throws what SQLite says of a database that cannot be opened. */
  constructor(dataDir: string) {
    const { sqlite, db } = openForReading(databasePath(dataDir))
    this.#sqlite = sqlite
    this.#db = db
    this.#dir = artifactDir(dataDir)
  }

  installationId(): string | null {
    return this.#db.select({ id: installation.installationId }).from(installation).get()?.id ?? null
  }

  /** Everything that has not ended, oldest first. */
  liveAttempts(): InspectedAttempt[] {
    return this.#attempts().where(ne(attempts.state, 'ended')).orderBy(asc(attempts.id)).all()
  }

  attempt(id: string): InspectedAttempt | undefined {
    return this.#attempts().where(eq(attempts.id, id)).get()
  }

  /** Compares rows and files. Rejects with the signal's reason. */
  async artifacts(signal: AbortSignal): Promise<ArtifactFacts> {
    const orphans = await this.#orphans(signal)
    return { ...orphans, ...(await this.#lost(signal)) }
  }

  /** Removes the orphans; returns how many. */
  sweep(signal: AbortSignal): Promise<number> {
    return new BlobStore(this.#dir).sweep((sha256) => this.#isNamed(sha256), signal)
  }

  close(): void {
    this.#sqlite.close()
  }

  #attempts() {
    const { id, runId, index, number, state, queuedAt, startedAt, endedAt } = attempts
    const columns = { id, owner: runs.owner, runId, index, number, state, queuedAt, startedAt, endedAt }
    return this.#db.select(columns).from(attempts).innerJoin(runs, eq(runs.id, attempts.runId)).$dynamic()
  }

  #isNamed(sha256: string): boolean {
    return this.#db.select({ id: artifacts.id }).from(artifacts).where(eq(artifacts.sha256, sha256)).get() !== undefined
  }

  async #orphans(signal: AbortSignal): Promise<Pick<ArtifactFacts, 'orphans' | 'orphanBytes'>> {
    let orphans = 0
    let orphanBytes = 0
    const entries = await readdir(this.#dir, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      signal.throwIfAborted()
      if (!entry.isFile() || this.#isNamed(entry.name)) continue
      const info = await stat(join(entry.parentPath, entry.name)).catch(() => null)
      if (info === null || Date.now() - info.mtimeMs < ORPHAN_MS) continue
      orphans++
      orphanBytes += info.size
    }
    return { orphans, orphanBytes }
  }

  async #lost(signal: AbortSignal): Promise<Pick<ArtifactFacts, 'lost' | 'lostCount'>> {
    const blobs = new BlobStore(this.#dir)
    const lost: string[] = []
    let lostCount = 0
    for (let after = ''; ; ) {
      signal.throwIfAborted()
      const isNext = and(sql`${artifacts.id} > ${after}`, eq(artifacts.runId, runs.id))
      const page = this.#db
        .select({ id: artifacts.id, sha256: artifacts.sha256 })
        .from(artifacts)
        .innerJoin(runs, isNext)
        .orderBy(asc(artifacts.id))
        .limit(PAGE_ROWS)
        .all()
      const last = page.at(-1)
      if (last === undefined) return { lost, lostCount }
      after = last.id
      for (const { id, sha256 } of page) {
        if (existsSync(blobs.pathOf(sha256))) continue
        lostCount++
        if (lost.length < SHOWN_LOST) lost.push(id)
      }
      await breathe()
    }
  }
}
