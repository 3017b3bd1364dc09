import type { Run } from '#contract/api.ts'
import type { EventData } from '#contract/event.ts'

/** A sum of which parts may be unknown: then it is more than `known`, and nobody can say by how much. */
export interface Amount {
  readonly known: number
  readonly isWhole: boolean
}

/** What calls of models have used: tokens, and US dollars. */
export interface UsageSum {
  readonly calls: number
  readonly input: Amount
  readonly output: Amount
  readonly cost: Amount
}

const nothing: Amount = { known: 0, isWhole: true }
export const noUsage: UsageSum = { calls: 0, input: nothing, output: nothing, cost: nothing }

export function addCall(sum: UsageSum, call: EventData<'usage'>): UsageSum {
  // A picture is not made of tokens: there is nothing unknown about them.
  const isPicture = call.provider === 'comfyui'
  return {
    calls: sum.calls + 1,
    input: add(sum.input, isPicture ? 0 : call.inputTokens),
    output: add(sum.output, isPicture ? 0 : call.outputTokens),
    cost: add(sum.cost, call.costUsd),
  }
}

/** The totals of a snapshot, which says null as soon as one part is unknown. */
export function usageFromTotals(totals: Run['usage']): UsageSum {
  const { calls, inputTokens, outputTokens, costUsd } = totals
  return { calls, input: add(nothing, inputTokens), output: add(nothing, outputTokens), cost: add(nothing, costUsd) }
}

/** Both together. */
export function joinUsage(one: UsageSum, other: UsageSum): UsageSum {
  return {
    calls: one.calls + other.calls,
    input: join(one.input, other.input),
    output: join(one.output, other.output),
    cost: join(one.cost, other.cost),
  }
}

export const tokensOf = ({ input, output }: UsageSum): Amount => join(input, output)

function add({ known, isWhole }: Amount, value: number | null): Amount {
  return value === null ? { known, isWhole: false } : { known: known + value, isWhole }
}

function join(one: Amount, other: Amount): Amount {
  return { known: one.known + other.known, isWhole: one.isWhole && other.isWhole }
}
