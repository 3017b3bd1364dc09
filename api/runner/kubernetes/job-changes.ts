/** Tells a loop that looking at a job again is worth it. */
export interface JobChanges {
  /**
   * Resolves at the first change since the last call (for the first call: since the subscription), or after `timeoutMs`.
   * Rejects when aborted or closed, so that a loop around it ends.
   */
  next(timeoutMs: number | null, signal: AbortSignal): Promise<void>
  close(): void
}

/** The side that knows of changes. */
export interface ChangeSource extends JobChanges {
  /** Something has changed: whoever waits goes on, or the next who comes does not wait. */
  touch(): void
}

export function createJobChanges(onClose: () => void): ChangeSource {
  const waiting = new Set<(error: unknown) => void>()
  let hasChanged = false
  let isClosed = false

  const endAll = (error: unknown) => {
    for (const end of waiting) end(error)
  }

  const wait = (timeoutMs: number | null, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const end = (error: unknown) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        waiting.delete(end)
        if (error === null) resolve()
        else reject(error)
      }
      const onAbort = () => end(signal.reason)
      const timer = timeoutMs === null ? undefined : setTimeout(end, timeoutMs, null)
      signal.addEventListener('abort', onAbort, { once: true })
      waiting.add(end)
    })

  return {
    touch() {
      // Those who wait have seen it; for them it is no change since their next call.
      hasChanged = waiting.size === 0
      endAll(null)
    },
    async next(timeoutMs, signal) {
      signal.throwIfAborted()
      if (isClosed) throw closedError()
      if (!hasChanged) await wait(timeoutMs, signal)
      hasChanged = false
    },
    close() {
      isClosed = true
      onClose()
      endAll(closedError())
    },
  }
}

const closedError = () => new Error('the changes of this job are no longer told')
