import { describe, expect, it } from 'vitest'
import { costText, formatUsd, shortBudgetText, tokensText } from '../../web/src/format-usage.ts'
import { noUsage } from '../../web/src/run/usage-sum.ts'
import { inCents, parseUsd, suggestBudget } from '../../web/src/usd.ts'

describe('money', () => {
  it.each([
    [0, '$0'],
    [0.00001, '<$0.0001'],
    [0.0031, '$0.0031'],
    [0.031, '$0.031'],
    [0.5, '$0.50'],
    [12.4, '$12.40'],
    [1234.5, '$1,234.50'],
  ])('%d is shown as %s', (usd, text) => expect(formatUsd(usd)).toBe(text))

  it.each([
    [{ known: 0, isWhole: true }, '$0'],
    [{ known: 0, isWhole: false }, 'cost unknown'],
    [{ known: 0.03, isWhole: false }, 'over $0.03'],
  ])('the amount %j is shown as %s', (amount, text) => expect(costText(amount)).toBe(text))

  it('says in short that a part is not known', () =>
    expect(costText({ known: 0.03, isWhole: false }, true)).toBe('$0.03+'))

  it.each([
    ['0.5', 0.5],
    [' $0.50 ', 0.5],
    ['0,50', 0.5],
    ['.5', 0.5],
    ['3.', 3],
    ['1000000', 1_000_000],
    ['1000001', null],
    ['', null],
    ['1e3', null],
    ['-1', null],
    ['1,000.50', null],
  ])('%j is read as %s', (text, usd) => expect(parseUsd(text)).toBe(usd))

  it.each([
    [null, 0, ''],
    [0.5, 0.52, '1.04'],
    [2, 0.1, '4.00'],
    [null, 0.001, '0.01'],
    [1_000_000, 0, '1000000.00'],
  ])('after a budget of %s and %d used, %j is offered', (budget, used, text) =>
    expect(suggestBudget(budget, used)).toBe(text),
  )

  it.each([
    [0.136, '0.14'],
    [0.1, '0.10'],
    [0.07, '0.07'],
    [0.000002, '0.01'],
    [3_000_000, '1000000.00'],
  ])('%d is put into a field as %j, which is never too little', (usd, text) => expect(inCents(usd)).toBe(text))
})

describe('tokens', () => {
  const some = (known: number, isWhole = true) => ({ ...noUsage, input: { known, isWhole } })
  it.each([
    [some(1204), '1,204 tokens'],
    [some(124_300), '124.3K tokens'],
    [some(1204, false), 'over 1,204 tokens'],
    [some(0, false), 'tokens unknown'],
  ])('are counted, or said to be unknown', (usage, text) => expect(tokensText(usage)).toBe(text))
})

describe('a budget that leaves no room', () => {
  const short = { budgetUsd: 0.05, usedUsd: 0.048, callUsd: null, enoughUsd: 0.1 }
  it.each([
    [{ ...short, of: 'run' }, /^\$0\.048 of \$0\.05 are used or promised\.$/],
    [{ ...short, of: 'run', callUsd: 0.02 }, /promised, and the next call may cost \$0\.02\.$/],
    [{ ...short, of: 'day', enoughUsd: null }, /promised\. .*00:00 UTC.*BUDGET_DAY_USD/],
  ] as const)('is shown with what counts against it: %o', (given, text) => expect(shortBudgetText(given)).toMatch(text))
})
