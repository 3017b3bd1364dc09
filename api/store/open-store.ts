import { EventEmitter } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SqliteArtifactReader } from './artifact-reader.ts'
import { AttemptStore } from './attempt-store.ts'
import { BatchWork } from './batch-work.ts'
import { BlobStore } from './blob-store.ts'
import { type BudgetLimits, noLimits } from './budgets.ts'
import { CallStore } from './call-store.ts'
import type { CommandName } from './commands/commands.ts'
import { openForReading } from './database.ts'
import { SegmentLog } from './event-log.ts'
import { Health } from './health.ts'
import { type InstanceLock, lockInstance } from './instance-lock.ts'
import { KeyStore } from './key-store.ts'
import { OwnerUsage } from './owner-usage.ts'
import { Retention } from './retention.ts'
import { SqliteRunStore } from './run-store.ts'
import { installation } from './schema.ts'
import { SqliteBatchStore } from './sqlite-batch-store.ts'
import { StorageError } from './storage-error.ts'
import { StorageReader } from './storage-use.ts'
import { WebhookStore } from './webhook-store.ts'
import type { Segment } from './writer/segment.ts'
import { type Commit, startWriter } from './writer/writer.ts'

/** Who this installation is; the same for the life of the data folder. */
export interface Installation {
  readonly installationId: string
  readonly secret: Buffer
  /** The port the gateway had last; agents of before a restart look for it there. */
  readonly gatewayPort: number | null
}

export interface OpenStore {
  readonly installation: Installation
  readonly runs: SqliteRunStore
  readonly attempts: AttemptStore
  readonly calls: CallStore
  readonly batches: SqliteBatchStore
  readonly batchWork: BatchWork
  readonly log: SegmentLog
  readonly artifacts: SqliteArtifactReader
  readonly blobs: BlobStore
  readonly health: Health
  readonly keys: KeyStore
  readonly usage: OwnerUsage
  readonly webhooks: WebhookStore
  readonly retention: Retention
  readonly storage: StorageReader
  keepGatewayPort(port: number): Promise<void>
  /** Rejects with StorageError while the disk takes no writes. */
  probe(): Promise<void>
  /** Gives memory back after a burst. */
  rest(): void
  /** Tells of each committed command by name; returns the remover. */
  onChange(listener: (name: CommandName) => void): () => void
  /** Commits what is under way and gives the data folder free. */
  close(): Promise<void>
}

interface WriterEvents {
  segments: [readonly Segment[]]
  commit: [Commit]
  change: [CommandName]
  storage: [string | null]
}

/**
 * Opens the data folder for this process: lock, migrations, a new epoch. `onDeath` is called when the writer is lost.
 * Throws InstanceLockedError, or the file system's error when the folder cannot be made or written.
 */
export async function openStore(
  dataDir: string,
  onDeath: (error: Error) => void,
  limits: BudgetLimits = noLimits,
): Promise<OpenStore> {
  await makeFolder(dataDir)
  const lock = lockInstance(dataDir)
  try {
    return await openLocked(dataDir, { lock, onDeath, limits })
  } catch (error) {
    lock.release()
    throw error
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error
    // what Node says of a read-only file system when it is to make the folders above as well
    throw Object.assign(new Error(`${dataDir} cannot be made`, { cause: error }), { code: 'EROFS', path: dataDir })
  }
}

/** What a full disk leaves open is settled by a later sweep, and counted at its maximum until then. */
async function settleLostCalls(calls: CallStore): Promise<void> {
  if (calls.open().length === 0) return
  try {
    await calls.settleLost()
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
  }
}

interface Opening {
  readonly lock: InstanceLock
  readonly onDeath: (error: Error) => void
  readonly limits: BudgetLimits
}

async function openLocked(dataDir: string, { lock, onDeath, limits }: Opening): Promise<OpenStore> {
  const path = join(dataDir, 'axoloom.db')
  const events = new EventEmitter<WriterEvents>()
  const writer = await startWriter(path, {
    onSegments: (segments) => events.emit('segments', segments),
    onCommit: (commit) => events.emit('commit', commit),
    onChange: (name) => events.emit('change', name),
    onStorage: (error) => events.emit('storage', error),
    onDeath,
  })
  // the writer has migrated: only now is there something to prepare statements against
  const { sqlite, db } = openForReading(path)
  const log = new SegmentLog(sqlite)
  const health = new Health(db, () => writer.depth)
  events.on('segments', (segments) => log.publish(segments))
  events.on('commit', (commit) => health.committed(commit))
  events.on('storage', (error) => health.setStorage(error))
  const blobs = new BlobStore(join(dataDir, 'artifacts'))
  const calls = new CallStore(db, writer, limits)
  await settleLostCalls(calls)
  const row = db.select().from(installation).get()
  if (row === undefined) throw new Error('The database holds no installation.')
  return {
    installation: row,
    runs: new SqliteRunStore(db, writer, limits),
    attempts: new AttemptStore(db, writer),
    calls,
    batches: new SqliteBatchStore(db, writer),
    batchWork: new BatchWork(db, writer),
    log,
    artifacts: new SqliteArtifactReader(db, blobs),
    blobs,
    health,
    keys: new KeyStore(db, writer),
    usage: new OwnerUsage(db),
    webhooks: new WebhookStore(db, writer),
    retention: new Retention(db, writer),
    storage: new StorageReader(db, path),
    keepGatewayPort: (port) => writer.run('keepGatewayPort', { port }),
    probe: () => writer.run('probe', undefined),
    rest: () => {
      log.rest()
      writer.rest()
    },
    onChange: (listener) => {
      events.on('change', listener)
      return () => events.off('change', listener)
    },
    close: async () => {
      await writer.close()
      sqlite.close()
      lock.release()
    },
  }
}
