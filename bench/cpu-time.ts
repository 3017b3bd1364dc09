import { readFile } from 'node:fs/promises'

// USER_HZ: what /proc counts in, the same on every Linux
const TICKS_A_SECOND = 100

/** Seconds of CPU that a living process has used so far, all threads together, to the hundredth. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // the name of the program, in parentheses, may hold blanks
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [fields[11], fields[12]].map(Number)
  return ((user ?? 0) + (system ?? 0)) / TICKS_A_SECOND
}
