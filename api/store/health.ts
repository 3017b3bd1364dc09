import type { Db } from './database.ts'
import { count } from './drizzle.ts'
import { attempts, runs } from './schema.ts'
import type { StoreHealth } from './store.ts'
import type { Commit } from './writer/writer.ts'

/** What the store says of itself. */
export class Health implements StoreHealth {
  readonly #db: Db
  readonly #depth: () => number
  readonly #listeners = new Set<(commit: Commit) => void>()
  lastError: string | null = null

  constructor(db: Db, depth: () => number) {
    this.#db = db
    this.#depth = depth
  }

  get isWritable(): boolean {
    return this.lastError === null
  }

  runsByState(): Record<string, number> {
    const rows = this.#db.select({ state: runs.state, count: count() }).from(runs).groupBy(runs.state).all()
    return Object.fromEntries(rows.map((row) => [row.state, row.count]))
  }

  attemptsByState(): Record<string, number> {
    const rows = this.#db.select({ state: attempts.state, count: count() }).from(attempts).groupBy(attempts.state).all()
    return Object.fromEntries(rows.map((row) => [row.state, row.count]))
  }

  queueDepth(): number {
    return this.#depth()
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Null when the disk takes writes, else why it does not. */
  setStorage(error: string | null): void {
    this.lastError = error
  }

  committed(commit: Commit): void {
    for (const listener of this.#listeners) listener(commit)
  }
}
