import { describe, expect, it } from 'vitest'
import { budgetWait } from '../../../api/store/budget-wait.ts'

describe('the words of a used-up budget', () => {
  it('of a run name the call that raises it', () => {
    expect(budgetWait('01k0', 'run', { budgetUsd: 0.05, usedUsd: 0.0412345 })).toEqual({
      reason: 'budget',
      message:
        'The budget of this run does not allow more: $0.041 of $0.05 are used or promised. ' +
        'Raise it: PATCH /v1/runs/01k0 {"budgetUsd": 0.1}',
    })
  })

  it.each([
    [0, 0, '{"budgetUsd": 1}'],
    [0.1, 0, '{"budgetUsd": 0.2}'],
    [12.34, 12, '{"budgetUsd": 24.68}'],
    [0.1, 3, '{"budgetUsd": 6}'],
  ])('from %d with %d used go on with %s', (budgetUsd, usedUsd, body) => {
    expect(budgetWait('01k0', 'run', { budgetUsd, usedUsd }).message).toContain(body)
  })

  it('of a call that has no room name a budget in which it has', () => {
    const { message } = budgetWait('01k0', 'run', { budgetUsd: 0.05, usedUsd: 0.04 }, 0.02)
    expect(message).toContain('and this call may cost $0.02. Raise it: PATCH /v1/runs/01k0 {"budgetUsd": 0.12}')
  })

  it('of the day say when it begins anew and which setting raises it', () => {
    const { message } = budgetWait('01k0', 'day', { budgetUsd: 20, usedUsd: 19.999 })
    expect(message).toMatch(/\$20\.00 of \$20\.00 .*00:00 UTC.*BUDGET_DAY_USD/)
  })
})
