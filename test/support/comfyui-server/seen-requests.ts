import type { SeenRequest } from './http-request.ts'

export interface SeenRequests {
  /** The latest ones, oldest first. */
  readonly latest: readonly SeenRequest[]
  note(request: SeenRequest): void
  /** Resolves when so many of that kind have come, those before included. */
  asked(method: string, path: string, times: number): Promise<void>
}

const KEPT = 10_000

export function createSeenRequests(): SeenRequests {
  const latest: SeenRequest[] = []
  const waiting = new Set<() => void>()

  return {
    latest,
    note(request) {
      latest.push(request)
      if (latest.length > KEPT) latest.splice(0, KEPT / 2)
      for (const check of waiting) check()
    },
    asked: (method, path, times) =>
      new Promise((resolve) => {
        const check = () => {
          const found = latest.filter((request) => request.method === method && request.path === path)
          if (found.length < times) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
  }
}
