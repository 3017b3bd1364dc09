import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { BudgetLimits } from '../../api/store/budgets.ts'
import { type OpenStore, openStore } from '../../api/store/open-store.ts'
import type { CommandContext } from '../../api/store/store.ts'
import { CreateRun, type Run } from '../../contract/api.ts'
import type { RunEvent } from '../../contract/event.ts'

export const owner = 'local'
export const asOwner: CommandContext = { owner }
const defaults = { designer: 'scripted', renderer: 'sketch' } as const

/** A real store in a folder of its own. */
export interface TestStore {
  readonly dataDir: string
  /** The store that is open now. */
  readonly store: OpenStore
  /** Closes and opens again, as a restart does. */
  reopen(): Promise<OpenStore>
  /** Changes rows behind the store's back: a day goes by, another process took over. */
  edit(sql: string, ...values: unknown[]): void
  /** Every event of a log, oldest first. */
  events(logId: string): RunEvent[]
  close(): Promise<void>
}

/** In a temporary folder unless told where. */
export async function openTestStore(folder?: string, limits?: BudgetLimits): Promise<TestStore> {
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'axoloom-store-')))
  const open = () =>
    openStore(
      dataDir,
      (error) => {
        throw error
      },
      limits,
    )
  let store = await open()
  return {
    dataDir,
    get store() {
      return store
    },
    async reopen() {
      await store.close()
      store = await open()
      return store
    },
    edit(sql, ...values) {
      const sqlite = new Database(join(dataDir, 'axoloom.db'), { timeout: 5000 })
      sqlite.prepare(sql).run(...values)
      sqlite.close()
    },
    events: (logId) => readEvents(store, logId),
    async close() {
      await store.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A run as a caller asks for it; one variation unless said otherwise. */
export async function createRun(store: OpenStore, request: object = {}, context = asOwner): Promise<Run> {
  const whole = CreateRun.parse({ brief: 'an axolotl who tends a lighthouse', variations: 1, ...request })
  return (await store.runs.create(whole, defaults, context)).value
}

/** The live attempt of a variation. */
export function liveAttempt(store: OpenStore, runId: string, index = 0) {
  const attempt = store.attempts.live().find((candidate) => candidate.runId === runId && candidate.index === index)
  if (attempt === undefined) throw new Error(`Variation ${index} of run ${runId} has no live attempt.`)
  return attempt
}

/** Brings a variation's live attempt to where an agent prints. */
export async function startAttempt(store: OpenStore, runId: string, index = 0) {
  const { id } = liveAttempt(store, runId, index)
  await store.attempts.launch(id)
  await store.attempts.start(id, 'local', { text: 'a test', details: {} })
  return liveAttempt(store, runId, index)
}

/** Gives an attempt a picture; its bytes exist in the row only. */
export function addPicture(store: OpenStore, attemptId: string, name = 'sketch-1', whose = owner) {
  const sha256 = Buffer.from(`${attemptId}${name}`).toString('hex').slice(-64).padStart(64, '0')
  const size = { width: 8, height: 8, bytes: 100 }
  const kind = { kind: 'sketch', step: 'sketch', mediaType: 'image/png' } as const
  return store.attempts.addArtifact({ attemptId, owner: whose, name, ...kind, ...size, sha256, sourceSha256: sha256 })
}

/** Ends a variation's live attempt the way a runner's facts say. */
export async function endAttempt(store: OpenStore, runId: string, index = 0): Promise<void> {
  await store.attempts.end(liveAttempt(store, runId, index).id, { exit: 1, reason: 'agent-exit' }, true)
}

function readEvents(store: OpenStore, logId: string): RunEvent[] {
  const events: RunEvent[] = []
  for (let after = 0; ; ) {
    const batch = store.log.read(logId, after, 1 << 20)
    if (batch === null) return events
    for (const block of batch.bytes.toString().split('\n\n').slice(0, -1)) {
      events.push(JSON.parse(block.slice(block.indexOf('\ndata: ') + 7)) as RunEvent)
    }
    after = batch.lastSeq
  }
}

/** Waits until it holds, looking again and again. Rejects after 10 s. */
export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`Not within 20 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
