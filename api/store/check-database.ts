import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'

/** What SQLite finds wrong with a database, at most twenty sentences of its own; none: it is sound. */
export interface DatabaseCheck {
  readonly faults: readonly string[]
}

/** What the thread is started with. */
export interface CheckThreadData {
  readonly path: string
}

const Check = z.object({ faults: z.array(z.string()) })

/** Reads the whole database and compares it with its indexes; another process may write meanwhile. Rejects with the signal's reason. */
export async function checkDatabase(path: string, signal: AbortSignal): Promise<DatabaseCheck> {
  const workerData: CheckThreadData = { path }
  const worker = new Worker(new URL('./check-database-thread.ts', import.meta.url), { workerData })
  // a check that takes too long ends with its table, and must not keep the process
  worker.unref()
  try {
    for await (const [message] of on(worker, 'message', { signal })) {
      // a watching Node tells over the same port what the thread imports
      const answer = Check.safeParse(message)
      if (answer.success) return answer.data
    }
    throw new Error('The thread that checks the database ended without a word.')
  } finally {
    void worker.terminate()
  }
}
