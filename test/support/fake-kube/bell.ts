/** Resolves when what `attach` was given is called, or when `signal` aborts; `attach` returns how to detach. */
export async function until(signal: AbortSignal, attach: (wake: () => void) => () => void): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const wake = () => resolve()
  const detach = attach(wake)
  signal.addEventListener('abort', wake)
  await promise
  signal.removeEventListener('abort', wake)
  detach()
}

export interface Bell {
  ring(): void
  /** Resolves at the next ring since the last call, when `signal` aborts, or after `timeoutMs`. */
  heard(signal: AbortSignal, timeoutMs?: number): Promise<void>
}

/** Wakes one waiting loop; a ring while it is busy is not lost. */
export function createBell(): Bell {
  let hasRung = false
  let wakeUp: (() => void) | null = null

  return {
    ring() {
      hasRung = true
      wakeUp?.()
    },
    async heard(signal, timeoutMs) {
      if (!hasRung) {
        await until(signal, (wake) => {
          wakeUp = wake
          const timer = timeoutMs === undefined ? undefined : setTimeout(wake, timeoutMs)
          return () => {
            wakeUp = null
            clearTimeout(timer)
          }
        })
      }
      hasRung = false
    },
  }
}

/** True after the pause, false when `signal` aborted it. */
export async function pause(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  await createBell().heard(signal, timeoutMs)
  return !signal.aborted
}
