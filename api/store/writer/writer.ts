import { once as onceEvent, on as onEvents } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CommandArgs, CommandName, CommandValue } from '../commands/commands.ts'
import { StorageError } from '../storage-error.ts'
import type { CommitMessage, ReadyMessage, WriterThreadData } from './messages.ts'
import type { Segment } from './segment.ts'
import { fromWireError, storageCause } from './wire-error.ts'

/** What a group commit did, for metrics. */
export interface Commit {
  readonly events: number
  readonly bytes: number
  readonly ms: number
}

interface Waiting {
  readonly name: CommandName
  resolve(value: unknown): void
  reject(error: Error): void
}

export interface WriterListeners {
  /** Called with what was committed, in order, before the command's promise settles. */
  onSegments(segments: readonly Segment[]): void
  onCommit(commit: Commit): void
  /** Called after each command that was committed. */
  onChange(name: CommandName): void
  /** The disk takes writes again, or does not: null or the reason. */
  onStorage(error: string | null): void
  /** The thread died: nothing can be written any more, so the process should end. */
  onDeath(error: Error): void
}

/** `node --watch` tells over the same port what the thread imports, before and after it is ready. */
type ForeignMessage = Readonly<Record<'watch:import', readonly string[]>>

/** The main thread's side of the writer: sends commands, hears what was committed. */
export class Writer {
  readonly epoch: number
  readonly #worker: Worker
  readonly #listeners: WriterListeners
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #isClosed = false

  constructor(worker: Worker, epoch: number, listeners: WriterListeners) {
    this.epoch = epoch
    this.#worker = worker
    this.#listeners = listeners
    worker.on('message', (message: CommitMessage | ForeignMessage) => {
      if ('results' in message) this.#settle(message)
    })
    worker.on('error', (error: Error) => this.#die(error))
    worker.on('exit', () => this.#die(new Error('The writer thread ended.')))
  }

  /** Commands sent and not yet answered. */
  get depth(): number {
    return this.#waiting.size
  }

  /** Whether a command of that name was sent and is not answered yet. */
  isUnderWay(name: CommandName): boolean {
    return [...this.#waiting.values()].some((waiting) => waiting.name === name)
  }

  /** Runs one command in a transaction. Rejects with AppError, StorageError (retry later), or an Error for a bug. */
  run<K extends CommandName>(name: K, args: CommandArgs<K>): Promise<CommandValue<K>> {
    if (this.#isClosed) return Promise.reject(new Error('The store is closed.'))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { name, resolve: (value) => resolve(value as CommandValue<K>), reject })
      this.#worker.postMessage({ id, name, args })
    })
  }

  /** Lets the thread give memory back; call it while nothing waits. */
  rest(): void {
    if (!this.#isClosed && this.depth === 0) this.#worker.postMessage({ id: 0, name: 'rest', args: null })
  }

  /** Lets what was sent be committed, then ends the thread. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    while (this.#waiting.size > 0) await onceEvent(this.#worker, 'message')
    this.#isClosed = true
    this.#worker.postMessage({ id: 0, name: 'close', args: null })
    await onceEvent(this.#worker, 'exit')
  }

  #settle({ results, segments, ms, hasWritten }: CommitMessage): void {
    if (segments.length > 0) this.#listeners.onSegments(segments)
    const events = segments.reduce((sum, segment) => sum + segment.lastSeq - segment.firstSeq + 1, 0)
    this.#listeners.onCommit({ events, bytes: segments.reduce((sum, segment) => sum + segment.frames.length, 0), ms })
    let storage: string | null = null
    for (const result of results) {
      const waiting = this.#waiting.get(result.id)
      this.#waiting.delete(result.id)
      if (result.isOk) {
        waiting?.resolve(result.value)
        if (waiting !== undefined) this.#listeners.onChange(waiting.name)
        continue
      }
      const error = fromWireError(result.error)
      if (error instanceof StorageError) storage = result.error.message
      waiting?.reject(error)
    }
    if (storage !== null || hasWritten) this.#listeners.onStorage(storage)
  }

  #die(error: Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
    this.#listeners.onDeath(error)
  }
}

/** Starts the thread; it migrates the database and raises the epoch before it is ready. Needs the instance lock. */
export async function startWriter(path: string, listeners: WriterListeners): Promise<Writer> {
  const workerData: WriterThreadData = { path }
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData,
  })
  const ready = await readyMessage(worker)
  if (!ready.isReady) throw ready.error.kind === 'storage' ? storageCause(ready.error) : fromWireError(ready.error)
  return new Writer(worker, ready.epoch, listeners)
}

async function readyMessage(worker: Worker): Promise<ReadyMessage> {
  for await (const [message] of onEvents(worker, 'message') as AsyncIterable<[ReadyMessage | ForeignMessage]>) {
    if ('isReady' in message) return message
  }
  throw new Error('The writer thread ended before it was ready.')
}
