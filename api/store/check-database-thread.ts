import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { CheckThreadData, DatabaseCheck } from './check-database.ts'

/** Faults beyond these say nothing new. */
const MAX_FAULTS = 20

const { path }: CheckThreadData = workerData
parentPort?.postMessage(check(path))

// In a thread of its own: SQLite reads the whole file in one call, and nothing else would happen meanwhile.
function check(file: string): DatabaseCheck {
  try {
    const sqlite = new Database(file, { readonly: true, timeout: 1000 })
    try {
      const statement = sqlite.prepare<[], string>(`PRAGMA integrity_check(${MAX_FAULTS})`)
      const faults = statement.pluck().all()
      return { faults: faults.filter((fault) => fault !== 'ok') }
    } finally {
      sqlite.close()
    }
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : String(error)] }
  }
}
