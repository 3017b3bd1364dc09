export interface Deadline {
  /** Aborts with the caller's signal, or when the time is up. */
  readonly signal: AbortSignal
  /** True once the time is up; the caller's own abort does not count. */
  isOver(): boolean
  /** Removes the timer and the listener; call it once the work is done. */
  clear(): void
}

/** Joins a caller's signal with a time limit (null: none), and leaves nothing behind on a signal that lives for ever. */
export function createDeadline(signal: AbortSignal, ms: number | null): Deadline {
  const controller = new AbortController()
  let isOver = false
  const onAbort = () => controller.abort(signal.reason)
  const onTime = () => {
    isOver = true
    controller.abort(new Error(`no end after ${ms} ms`))
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  const timer = ms === null ? undefined : setTimeout(onTime, ms)
  return {
    signal: controller.signal,
    isOver: () => isOver,
    clear() {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    },
  }
}

/** Settles as `promise` does, but rejects as soon as `signal` aborts; what `promise` does later is nobody's concern. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
