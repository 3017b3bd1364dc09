import { describe, expect, it } from 'vitest'
import { budgetWait } from '../../../api/store/budget-wait.ts'
import { readBudgetMessage } from '../../../web/src/pages/run/budget-words.ts'

describe("the server's words on a used-up budget", () => {
  const use = { budgetUsd: 0.05, usedUsd: 0.048 }

  it('of a run are shown without the call, whose number goes into the field', () => {
    expect(readBudgetMessage(budgetWait('01jd0000000000000000000000', 'run', use).message)).toEqual({
      state: 'The budget of this run does not allow more: $0.048 of $0.05 are used or promised.',
      isOfDay: false,
      nextUsd: 0.1,
    })
  })

  it('of a call that does not fit are read the same', () => {
    expect(readBudgetMessage(budgetWait('01jd0000000000000000000000', 'run', use, 0.02).message)).toEqual({
      state:
        'The budget of this run does not allow more: $0.048 of $0.05 are used or promised, and this call may cost $0.02.',
      isOfDay: false,
      nextUsd: 0.136,
    })
  })

  it('of a day are shown whole, because no field here helps', () => {
    const { message } = budgetWait('01jd0000000000000000000000', 'day', use)
    expect(readBudgetMessage(message)).toEqual({ state: message, isOfDay: true, nextUsd: null })
  })

  it.each(['', 'Something else.'])('%j is left as it is', (message) => {
    expect(readBudgetMessage(message)).toEqual({ state: message, isOfDay: false, nextUsd: null })
  })
})
