import { isParked, type LaneState } from '../../run/lane-state.ts'

/** What the server says of a used-up budget, apart into what is for people and what a call would be. */
export interface BudgetWords {
  /** The state of the budget in a sentence; empty where nothing was said. */
  readonly state: string
  /** A day's budget is a setting of the server: no field of a run can raise it. */
  readonly isOfDay: boolean
  /** The budget that would be enough, where one was named. */
  readonly nextUsd: number | null
}

/** Reads the message of a wait or of a failure for want of a budget. */
export function readBudgetMessage(message: string): BudgetWords {
  const isOfDay = message.includes('BUDGET_DAY_USD')
  const next = Number(/"budgetUsd":\s*(\d+(?:\.\d+)?)/.exec(message)?.[1])
  const state = isOfDay ? message : (message.split(/\s(?:Raise it|PATCH)\b/)[0] ?? '')
  return { state: state.trim(), isOfDay, nextUsd: Number.isFinite(next) ? next : null }
}

/** What is said to a lane that stands still for want of money; null to any other. */
export function budgetMessageOf(lane: LaneState): string | null {
  return isParked(lane) ? (lane.wait?.message ?? lane.failure?.message ?? '') : null
}
