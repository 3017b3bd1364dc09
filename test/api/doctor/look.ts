import type { Rule } from '../../../api/doctor/rule.ts'
import type { Check, Outcome } from '../../../api/runner/runner-check.ts'

/** What a rule finds now. */
export const look = (rule: Pick<Check, 'look'>): Promise<Outcome> => rule.look(new AbortController().signal)

/** Does what a rule can do about it. */
export async function mend(rule: Rule): Promise<string> {
  if (rule.mend === undefined) throw new Error(`${rule.id} mends nothing.`)
  return rule.mend(new AbortController().signal)
}

/** The rule of that id. */
export function byId<R extends { readonly id: string }>(rules: readonly R[], id: string): R {
  const rule = rules.find((candidate) => candidate.id === id)
  if (rule === undefined) throw new Error(`There is no rule ${id}.`)
  return rule
}
