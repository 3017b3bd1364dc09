import { AgentError } from './agent-error.ts'

/** Writes some of `bytes` from `offset` on; gives how many. Throws an error with a `code` like `fs.writeSync`. */
export type WriteBytes = (bytes: Buffer, offset: number) => number

export interface LineWriterOptions {
  readonly write: WriteBytes
  readonly retryMs?: number
  /** How long writing may make no headway (PROTOCOL section 4, disk full). */
  readonly patienceMs?: number
  /** Most bytes kept while writing makes no headway. */
  readonly maxKeptBytes?: number
}

export interface LineWriter {
  write(text: string): void
  /** True while something written is kept, or was given up. */
  isHeldBack(): boolean
  drained(): Promise<void>
  close(): void
}

// No room on the disk or in the user's share of it, a full pipe, an interrupted call: each can pass.
const passingCodes = new Set(['ENOSPC', 'EDQUOT', 'EAGAIN', 'EINTR'])

/** Writes at once and in order; what a full disk refuses is kept, to its last byte, and tried again. */
export function createLineWriter(options: LineWriterOptions): LineWriter {
  const { write, retryMs = 200, patienceMs = 60_000, maxKeptBytes = 1_048_576 } = options
  const kept: Buffer[] = []
  let keptBytes = 0
  let writtenOfFirst = 0
  let stuckSinceMs: number | null = null
  let retryTimer: NodeJS.Timeout | null = null
  let failure: AgentError | null = null
  let waiters: PromiseWithResolvers<void>[] = []

  const settle = () => {
    const settled = waiters
    waiters = []
    for (const { resolve, reject } of settled) failure === null ? resolve() : reject(failure)
  }
  const fail = (error: AgentError) => {
    failure = error
    kept.length = 0
    settle()
  }
  const refuse = (error: unknown) => {
    if (!isPassing(error)) return fail(lastingFailure(error))
    stuckSinceMs ??= performance.now()
    const isTooLong = performance.now() - stuckSinceMs >= patienceMs || keptBytes > maxKeptBytes
    if (isTooLong) return fail(noRoom(error))
    retryTimer ??= setTimeout(pump, retryMs)
  }
  const writeFirst = (first: Buffer) => {
    writtenOfFirst += write(first, writtenOfFirst)
    stuckSinceMs = null
    if (writtenOfFirst < first.length) return
    keptBytes -= first.length
    writtenOfFirst = 0
    kept.shift()
  }
  const pump = () => {
    retryTimer = null
    try {
      for (let first = kept[0]; first !== undefined; first = kept[0]) writeFirst(first)
      settle()
    } catch (error) {
      refuse(error)
    }
  }

  return {
    write(text) {
      if (failure !== null) return
      const bytes = Buffer.from(text)
      kept.push(bytes)
      keptBytes += bytes.length
      // While a retry is due, trying at each line would only load a disk that is full.
      if (retryTimer === null) pump()
      else if (keptBytes > maxKeptBytes) fail(noRoom(undefined))
    },
    isHeldBack: () => kept.length > 0 || failure !== null,
    drained() {
      if (failure !== null) return Promise.reject(failure)
      if (kept.length === 0) return Promise.resolve()
      const waiter = Promise.withResolvers<void>()
      waiters.push(waiter)
      return waiter.promise
    },
    close() {
      if (retryTimer !== null) clearTimeout(retryTimer)
      retryTimer = null
    },
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

const isPassing = (error: unknown) => passingCodes.has(codeOf(error))

const noRoom = (cause: unknown) =>
  new AgentError('storage', 'There was no room for the output of the agent.', { isRetryable: true, cause })

/** EFBIG is the runner's limit on the file; anything else means that the output is gone. */
function lastingFailure(cause: unknown): AgentError {
  if (codeOf(cause) === 'EFBIG') return new AgentError('output-limit', 'The agent printed more than it may.', { cause })
  return new AgentError('internal', `The output of the agent cannot be written (${codeOf(cause)}).`, { cause })
}
