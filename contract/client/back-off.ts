const FIRST_MS = 400
const LONGEST_MS = 15_000

/** Wait before connection attempt `failures` + 1: doubles, and is jittered so that many pages do not return as one. */
export function backOffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10))
  return Math.round(ceiling / 2 + (ceiling / 2) * random())
}
