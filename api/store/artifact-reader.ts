import { AppError } from '../errors.ts'
import type { BlobStore } from './blob-store.ts'
import type { Db } from './database.ts'
import { and, eq, isNull } from './drizzle.ts'
import { toArtifact } from './run-view.ts'
import { artifacts, runs } from './schema.ts'
import type { ArtifactReader, StoredArtifact } from './store.ts'

/** Artifacts as their owner may see them. */
export class SqliteArtifactReader implements ArtifactReader {
  readonly #db: Db
  readonly #blobs: BlobStore

  constructor(db: Db, blobs: BlobStore) {
    this.#db = db
    this.#blobs = blobs
  }

  async get(owner: string, artifactId: string): Promise<StoredArtifact> {
    const isShown = and(
      eq(artifacts.id, artifactId),
      eq(artifacts.owner, owner),
      eq(artifacts.state, 'released'),
      isNull(runs.deletedAt),
    )
    const row = this.#db
      .select({ artifact: artifacts })
      .from(artifacts)
      .innerJoin(runs, eq(runs.id, artifacts.runId))
      .where(isShown)
      .get()
    if (row === undefined) throw new AppError('not-found', `There is no artifact ${artifactId}.`)
    return { artifact: toArtifact(row.artifact), path: this.#blobs.pathOf(row.artifact.sha256) }
  }

  /** The picture of that name that an attempt has made, whoever may see it. */
  named(attemptId: string, name: string): { id: string; sha256: string } | undefined {
    const isIt = and(eq(artifacts.attemptId, attemptId), eq(artifacts.name, name))
    return this.#db.select({ id: artifacts.id, sha256: artifacts.sha256 }).from(artifacts).where(isIt).get()
  }

  /** True while any artifact has these bytes. */
  isNamed(sha256: string): boolean {
    return this.#db.select({ id: artifacts.id }).from(artifacts).where(eq(artifacts.sha256, sha256)).get() !== undefined
  }
}
