import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { drizzle, migrate } from '../../../api/store/drizzle.ts'
import { openTestStore, type TestStore } from '../../support/test-store.ts'

const runId = '01k0000000000000000000000a'
let dataDir: string
let test: TestStore

/** Makes a database as the first version left it, with a run that has ended. */
async function makeFirst(path: string, migrationsFolder: string): Promise<void> {
  await cp(resolve(import.meta.dirname, '../../../api/store/migrations'), migrationsFolder, { recursive: true })
  const journalPath = join(migrationsFolder, 'meta/_journal.json')
  const journal = JSON.parse(await readFile(journalPath, 'utf8'))
  await writeFile(journalPath, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }))
  const sqlite = new Database(path)
  migrate(drizzle(sqlite), { migrationsFolder })
  const at = '2026-01-02T03:04:05.678Z'
  sqlite.prepare("INSERT INTO installation VALUES (1, 'an-installation', x'00', 5, NULL, ?)").run(at)
  sqlite.prepare("INSERT INTO logs VALUES (?, 'run', 0)").run(runId)
  sqlite
    .prepare(
      "INSERT INTO runs (id, brief, seed, state, budgetUsd, labels, createdAt) VALUES (?, 'b', 1, 'failed', 2, '{}', ?)",
    )
    .run(runId, at)
  sqlite.close()
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'axoloom-store-'))
  await makeFirst(join(dataDir, 'axoloom.db'), join(dataDir, 'migrations'))
  test = await openTestStore(dataDir)
})
afterAll(async () => {
  await test.close()
  await rm(dataDir, { recursive: true, force: true })
})

it('a database of the first version is brought up to date with all that is in it', async () => {
  expect(test.store.installation.installationId).toBe('an-installation')
  expect(await test.store.runs.get('local', runId)).toMatchObject({
    brief: 'b',
    budgetUsd: 2,
    usage: { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
  })
  expect(test.store.calls.budgets(runId)).toEqual({ run: { budgetUsd: 2, usedUsd: 0 }, day: null })
})
