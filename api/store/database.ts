import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { drizzle, migrate } from './drizzle.ts'
import * as schema from './schema.ts'

export type Sqlite = Database.Database
export type Db = BetterSQLite3Database<typeof schema>

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))

/**
 * Opens the one write connection. FULL: an event that was sent survives a power cut as well
 * (one flush a group commit); secure_delete: deleted work is overwritten.
 */
export function openForWriting(path: string): { sqlite: Sqlite; db: Db } {
  const sqlite = new Database(path, { timeout: 5000 })
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('secure_delete = ON')
  sqlite.pragma('cache_size = -4000')
  return { sqlite, db: drizzle(sqlite, { schema }) }
}

/** Opens a connection that sees committed data only and cannot write. */
export function openForReading(path: string): { sqlite: Sqlite; db: Db } {
  const sqlite = new Database(path, { readonly: true, timeout: 5000 })
  sqlite.pragma('cache_size = -2000')
  return { sqlite, db: drizzle(sqlite, { schema }) }
}

/** drizzle's migrate() takes no lock of its own: call it only while the instance lock is held. */
export function migrateDatabase(db: Db): void {
  migrate(db, { migrationsFolder })
}
