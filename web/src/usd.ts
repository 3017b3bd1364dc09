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
  if (base === 0) return ''
  return Math.min(MOST_USD, Math.max(0.01, Math.ceil(base * 200) / 100)).toFixed(2)
}
