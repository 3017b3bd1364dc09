type Verb = 'has' | 'is' | 'lacks'

/** The scheduler's words for what is wrong with a number of nodes, and ours. */
const phrases: readonly (readonly [pattern: RegExp, verb: Verb, words: string])[] = [
  [/^Insufficient cpu/, 'has', 'too little processor time left'],
  [/^Insufficient memory/, 'has', 'too little memory left'],
  [/^Insufficient ephemeral-storage/, 'has', 'too little disk left'],
  [/^Insufficient (\S+)/, 'has', 'too little $1 left'],
  [/^Too many pods/, 'has', 'no place for another pod'],
  [/didn't match Pod's node (affinity|selector)/, 'lacks', 'the labels that agents ask for'],
  [/untolerated taint.*node\.kubernetes\.io\/(not-ready|unreachable)/, 'is', 'not ready'],
  [/untolerated taint.*node\.kubernetes\.io\/\w+-pressure/, 'is', 'short of something itself'],
  [/untolerated taint/, 'is', 'reserved for other work'],
  [/were unschedulable/, 'is', 'closed for new pods'],
  [/were not ready/, 'is', 'not ready'],
]
const plural: Readonly<Record<Verb, string>> = { has: 'have', is: 'are', lacks: 'lack' }

/**
 * Why no node takes a pod, in plain words, from what the scheduler says, for example
 * `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector. preemption: …`.
 * Null when it says something else.
 */
export function schedulingText(message: string): string | null {
  if (/no nodes available/.test(message)) return 'The cluster has no nodes.'
  const [, total, list] = /0\/(\d+) nodes are available: (.+?)\.(?:\s|$)/s.exec(message) ?? []
  if (total === undefined || list === undefined) return null
  const causes = list.split(/, (?=\d+ )/).map(causeOf)
  const known = causes.filter((cause) => cause !== null)
  if (known.length < causes.length) return null
  const ofAll = known.filter(({ count }) => count === total)
  const ofSome = known.filter(({ count }) => count !== total)
  const whole = ofAll.length === 0 ? [] : [`${total === '1' ? 'the only one' : `all ${total}`} ${predicate(ofAll)}`]
  const parts = ofSome.map((cause) => `${cause.count} of ${total} ${predicate([cause])}`)
  return `No node can take the agent: ${[...whole, ...parts].join(', ')}.`
}

interface Cause {
  readonly count: string
  readonly verb: Verb
  readonly words: string
}

function causeOf(text: string): Cause | null {
  const [, count, said] = /^(\d+) (?:node\(s\) )?(.+)$/s.exec(text) ?? []
  if (count === undefined || said === undefined) return null
  for (const [pattern, verb, words] of phrases) {
    const found = pattern.exec(said)
    if (found !== null) return { count, verb, words: words.replace('$1', found[1] ?? '') }
  }
  return null
}

/** What the same nodes have and are. */
function predicate(causes: readonly Cause[]): string {
  return causes.map(({ count, verb, words }) => `${count === '1' ? verb : plural[verb]} ${words}`).join(' and ')
}
