import { describe, expect, it } from 'vitest'
import { budgetText } from '../../../api/gateway/models/budget-gate.ts'
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
    const refusal = { kind: 'budget', scope: 'run', ...use } as const
    expect(readBudgetMessage(budgetText('01jd0000000000000000000000', 0.02, refusal))).toEqual({
      state: 'The budget of this run is used up: $0.0480 of $0.0500 are counted, and this call may cost $0.0200.',
      isOfDay: false,
      nextUsd: 0.14,
    })
    const ofDay = budgetText('01jd0000000000000000000000', 0.02, { ...refusal, scope: 'day' })
    expect(readBudgetMessage(ofDay)).toEqual({ state: ofDay, isOfDay: true, nextUsd: null })
  })

  it('of a day are shown whole, because no field here helps', () => {
    const { message } = budgetWait('01jd0000000000000000000000', 'day', use)
    expect(readBudgetMessage(message)).toEqual({ state: message, isOfDay: true, nextUsd: null })
  })

  it.each(['', 'Something else.'])('%j is left as it is', (message) => {
    expect(readBudgetMessage(message)).toEqual({ state: message, isOfDay: false, nextUsd: null })
  })
})
