import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/**
 * What is wrong with a field, as it goes on behind its name: `must be at most 16`. The contract's own texts start with
 * "must" and stay as they are; zod's are put into the same words.
 */
export function faultWords(issue: Issue): string {
  if (issue.message.startsWith('must')) return issue.message
  switch (issue.code) {
    case 'too_big':
      return `must ${bound(issue.origin, `at most ${issue.maximum}`)}`
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? 'must not be empty'
        : `must ${bound(issue.origin, `at least ${issue.minimum}`)}`
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'invalid_type':
      return typeWords(issue)
    default:
      return `is not right: ${issue.message}`
  }
}

function bound(origin: string, words: string): string {
  if (origin === 'string') return `be ${words} characters long`
  return ['array', 'set', 'map', 'record', 'object'].includes(origin) ? `have ${words} entries` : `be ${words}`
}

function typeWords({ message, expected }: Extract<Issue, { code: 'invalid_type' }>): string {
  if (message.endsWith('received undefined')) return 'is missing'
  return expected === 'int' ? 'must be a whole number' : `must be of type ${expected}`
}
