import { describe, expect, it } from 'vitest'
import { budgetWait } from '../../../api/store/budget-wait.ts'

describe('a used-up budget', () => {
  it('of a run names the call that raises it, in words and in numbers', () => {
    expect(budgetWait('01k0', 'run', { budgetUsd: 0.05, usedUsd: 0.0412345 })).toEqual({
      reason: 'budget',
      message:
        'The budget of this run does not allow more: $0.041 of $0.05 are used or promised. ' +
        'Raise it: PATCH /v1/runs/01k0 {"budgetUsd": 0.1}',
      budget: { of: 'run', budgetUsd: 0.05, usedUsd: 0.0412345, callUsd: null, enoughUsd: 0.1 },
    })
  })

  it.each([
    [0, 0, 1],
    [0.1, 0, 0.2],
    [12.34, 12, 24.68],
    [0.1, 3, 6],
  ])('of %d with %d used goes on with %d', (budgetUsd, usedUsd, enoughUsd) => {
    const { message, budget } = budgetWait('01k0', 'run', { budgetUsd, usedUsd })
    expect(message).toContain(`{"budgetUsd": ${enoughUsd}}`)
    expect(budget.enoughUsd).toBe(enoughUsd)
  })

  it('with no room for a call names a budget in which it has', () => {
    const { message, budget } = budgetWait('01k0', 'run', { budgetUsd: 0.05, usedUsd: 0.04 }, 0.02)
    expect(message).toContain('and this call may cost $0.02. Raise it: PATCH /v1/runs/01k0 {"budgetUsd": 0.12}')
    expect(budget).toMatchObject({ callUsd: 0.02, enoughUsd: 0.12 })
  })

  it('of the day says when it begins anew and which setting raises it, and no budget of a run that would do', () => {
    const { message, budget } = budgetWait('01k0', 'day', { budgetUsd: 20, usedUsd: 19.999 })
    expect(message).toMatch(/\$20\.00 of \$20\.00 .*00:00 UTC.*BUDGET_DAY_USD/)
    expect(budget).toEqual({ of: 'day', budgetUsd: 20, usedUsd: 19.999, callUsd: null, enoughUsd: null })
  })
})
