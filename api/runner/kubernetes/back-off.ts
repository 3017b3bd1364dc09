/** The pauses between attempts at something that fails: none before the first retry, then longer and longer, with jitter. */
export interface BackOff {
  nextMs(): number
  /** It works again: the next retry is at once. */
  reset(): void
}

const SHORTEST_MS = 200
const LONGEST_MS = 5_000

export function createBackOff(random: () => number = Math.random): BackOff {
  let failures = 0
  return {
    nextMs() {
      failures += 1
      if (failures === 1) return 0
      // 2^10 is far beyond the longest pause
      const fullMs = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(failures - 2, 10))
      return Math.max(SHORTEST_MS, fullMs * (0.5 + random() / 2))
    },
    reset() {
      failures = 0
    },
  }
}
