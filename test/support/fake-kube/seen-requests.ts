import { matches, type Target } from './faults.ts'
import type { KubeRequest } from './kube-request.ts'

export interface SeenRequests {
  /** The latest ones, oldest first. */
  readonly latest: readonly KubeRequest[]
  note(request: KubeRequest): void
  /** All that matched so far; among the latest only, when a name is asked for. */
  count(target: Target): number
  /** Resolves when so many that match have come, those before included. */
  asked(target: Target, times: number): Promise<void>
}

const KEPT = 10_000

export function createSeenRequests(): SeenRequests {
  const latest: KubeRequest[] = []
  const waiting = new Set<() => void>()
  const counts = new Map<string, { readonly example: KubeRequest; count: number }>()

  return {
    latest,
    note(request) {
      latest.push(request)
      if (latest.length > KEPT) latest.splice(0, KEPT / 2)
      const key = `${request.verb} ${request.collection}`
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { example: request, count: 1 })
      else known.count++
      for (const check of waiting) check()
    },
    count,
    asked: (target, times) =>
      new Promise((resolve) => {
        const check = () => {
          if (count(target) < times) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
  }

  function count(target: Target): number {
    if (target.name !== undefined) return latest.filter((request) => matches(request, target)).length
    return [...counts.values()]
      .filter(({ example }) => matches(example, target))
      .reduce((sum, { count }) => sum + count, 0)
  }
}
