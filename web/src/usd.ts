/** The most a budget may be, as the contract has it. */
const MOST_USD = 1_000_000

/** An amount as people write it (`0.5`, `$0.50`, `0,50`), in US dollars; null where it is none. */
export function parseUsd(text: string): number | null {
  const plain = text
    .trim()
    .replace(/^\$\s*/, '')
    .replace(',', '.')
  if (!/^(\d+\.?\d*|\.\d+)$/.test(plain)) return null
  const usd = Number(plain)
  return usd <= MOST_USD ? usd : null
}

/** A budget to offer: twice the present one, or twice what was used, in whole cents; empty where nothing is known. */
export function suggestBudget(budgetUsd: number | null, usedUsd: number): string {
  const base = Math.max(budgetUsd ?? 0, usedUsd)
  return base === 0 ? '' : inCents(base * 2)
}

/** An amount for a field, up to the next whole cent: rounded down, what is enough would not be. */
export function inCents(usd: number): string {
  // a float's error must not make a cent of its own
  const cents = Math.ceil(Number((usd * 100).toPrecision(12)))
  return Math.min(MOST_USD, Math.max(1, cents) / 100).toFixed(2)
}
