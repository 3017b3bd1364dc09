import type { Token } from './tokens.ts'

const negators = new Set(
  'no not without never nor neither lacks lacking minus hates sin ohne kein keine keinen sans'.split(' '),
)
const closers = new Set(
  'but with who that which instead yet although though because while when just only except wearing holding carrying'.split(
    ' ',
  ),
)
const openers = new Set(['a', 'an', 'the', 'any', 'his', 'her', 'its', 'their'])
/** "cannot stop dancing", "no one", "not only": the negation is not about what follows. */
const disarming = new Set('stop stops help resist wait only one longer matter doubt ordinary just'.split(' '))

/** How many words a refusal reaches at most, commas and "or" not counted. */
const REACH = 6

/** Which tokens of a brief are refused: "no hat", "without glasses or a scarf", "does not sleep". */
export function findRefusals(tokens: readonly Token[]): ReadonlySet<number> {
  const refused = new Set<number>()
  tokens.forEach(({ word }, index) => {
    if (negators.has(word) && !disarming.has(tokens[index + 1]?.word ?? '')) mark(tokens, index, refused)
  })
  return refused
}

function mark(tokens: readonly Token[], negator: number, refused: Set<number>): void {
  for (let i = negator + 1; i < Math.min(tokens.length, negator + 1 + REACH); i++) {
    const token = tokens[i]
    if (token === undefined || closers.has(token.word)) return
    if (token.isAfterBreak && !isListWithOr(tokens, i)) return
    if (token.word === 'and' && !continues(tokens, negator, i)) return
    refused.add(i)
  }
}

/** "no hat, scarf or glasses": the list goes on behind the comma when an "or" follows before the next break. */
function isListWithOr(tokens: readonly Token[], from: number): boolean {
  for (let i = from; i < Math.min(tokens.length, from + 4); i++) {
    const word = tokens[i]?.word ?? ''
    if (word === 'or' || word === 'nor') return true
    if (closers.has(word)) return false
  }
  return false
}

/** "without a hat and a scarf" refuses both; "no hat and a scarf" wants the scarf. */
function continues(tokens: readonly Token[], negator: number, and: number): boolean {
  const next = tokens[and + 1]
  if (next === undefined) return false
  const isLast = tokens[and + 2]?.isAfterBreak ?? true
  if (tokens[negator]?.word === 'without') return isLast || openers.has(next.word)
  return isLast && !openers.has(next.word)
}
