import type { FindingArea } from '#contract/doctor.ts'
import type { Check } from '../runner/runner-check.ts'

/** A check with its place in the report, and maybe a way to mend what it finds. */
export interface Rule extends Check {
  readonly area: FindingArea
  /**
   * Mends what the last look found, where that is safe: nothing that anybody made is lost, and a repeat does no harm.
   * Says what was done.
   */
  readonly mend?: (signal: AbortSignal) => Promise<string>
}

/** A check as a rule of an area. */
export const ruleOf = (area: FindingArea, check: Check): Rule => ({
  area,
  id: check.id,
  about: check.about,
  look: (signal) => check.look(signal),
})

/** In quotes for a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
