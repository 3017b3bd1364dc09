import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { monotonicFactory } from 'ulid'
import { raiseEpoch } from '../commands/installation.ts'
import { migrateDatabase, openForWriting } from '../database.ts'
import { giveMemoryBack } from '../give-memory-back.ts'
import { commitGroup, type GroupContext, prepareTransactions } from './commit-group.ts'
import { prepareLogStatements } from './log-statements.ts'
import type { ReadyMessage, WriteRequest, WriterThreadData } from './messages.ts'
import { createBlockWriter, type Segment } from './segment.ts'
import { toWireError } from './wire-error.ts'

// The one thread that owns the write connection. It commits whatever has gathered while it was busy:
// at once when idle, in ever larger groups under load. Nothing waits on a timer.

/** Most commands in one transaction, so that a burst cannot hold the disk for long. */
const MAX_GROUP = 256

if (parentPort === null) throw new Error('The writer runs as a worker thread of the API.')
const port = parentPort
const { path } = workerData as WriterThreadData

function open(): GroupContext {
  const { sqlite, db } = openForWriting(path)
  migrateDatabase(db)
  const epoch = raiseEpoch(db)
  return {
    ...{ sqlite, db, epoch },
    log: prepareLogStatements(sqlite),
    blocks: createBlockWriter(),
    transactions: prepareTransactions(sqlite),
    nextUlid: monotonicFactory(),
  }
}

function nextGroup(first: WriteRequest): WriteRequest[] {
  const group = [first]
  while (group.length < MAX_GROUP) {
    const received: { message: WriteRequest } | undefined = receiveMessageOnPort(port)
    if (received === undefined) break
    group.push(received.message)
  }
  return group
}

function serve(context: GroupContext): void {
  port.on('message', (first: WriteRequest) => {
    if (first.name === 'rest') {
      giveMemoryBack()
      return
    }
    if (first.name === 'close') {
      context.sqlite.close()
      port.close()
      return
    }
    const commit = commitGroup(context, nextGroup(first))
    port.postMessage(commit, movable(commit.segments))
  })
}

/** Memory that can change hands without a copy: of segments large enough not to share a pool with others. */
function movable(segments: readonly Segment[]): ArrayBuffer[] {
  return segments.flatMap(({ frames: { buffer, byteLength } }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
  )
}

try {
  const context = open()
  serve(context)
  port.postMessage({ isReady: true, epoch: context.epoch } satisfies ReadyMessage)
} catch (error) {
  port.postMessage({ isReady: false, error: toWireError(error) } satisfies ReadyMessage)
  port.close()
}
