import { pause } from './bell.ts'
import type { ContainerPlay } from './container.ts'

export interface PacedPrinting {
  readonly lines: number
  readonly perSecond: number
  /** Of the n-th line, from 1, without its newline; called when it is due. */
  readonly line: (n: number) => string
}

/** Prints at a steady rate without a process, then exits with 0; 143 when it is stopped before. */
export function pacedPrinter({ lines, perSecond, line }: PacedPrinting): ContainerPlay {
  return {
    async print(log, signal) {
      const startMs = performance.now()
      for (let n = 1; n <= lines; n++) {
        // a timer that is late is made up for by the next one
        const waitMs = startMs + ((n - 1) * 1000) / perSecond - performance.now()
        if (waitMs > 0) await pause(waitMs, signal)
        if (signal.aborted) return 143
        log.append('stdout', Buffer.from(`${line(n)}\n`))
      }
      return 0
    },
  }
}
