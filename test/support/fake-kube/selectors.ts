import type { KubeObject } from './objects.ts'

export type Selector = (object: KubeObject) => boolean

/** Reads `a=b,c==d,e!=f,g in (x,y),h notin (z),i,!j`; null when it is not a selector. */
export function labelSelector(text: string): Selector | null {
  const tests: ((labels: Record<string, string>) => boolean)[] = []
  for (const part of splitOutsideBrackets(text)) {
    const test = labelTest(part)
    if (test === null) return null
    tests.push(test)
  }
  return (object) => tests.every((test) => test(object.metadata?.labels ?? {}))
}

const splitOutsideBrackets = (text: string) => text.split(/,(?![^(]*\))/).filter((part) => part.trim() !== '')

function labelTest(part: string): ((labels: Record<string, string>) => boolean) | null {
  const set = /^\s*([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(part)
  if (set !== null) {
    const [, key = '', verb, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => values.includes(labels[key] ?? '\0') === (verb === 'in')
  }
  const equal = /^\s*([\w./-]+)\s*(==?|!=)\s*([\w.-]*)\s*$/.exec(part)
  if (equal !== null) {
    const [, key = '', sign, value] = equal
    return (labels) => (labels[key] === value) === (sign !== '!=')
  }
  const exists = /^\s*(!?)\s*([\w./-]+)\s*$/.exec(part)
  if (exists === null) return null
  const [, not, key = ''] = exists
  return (labels) => key in labels === (not === '')
}

/** Reads `metadata.name=x,status.phase!=Running` over any path of text; null when it is not a selector. */
export function fieldSelector(text: string): Selector | null {
  const tests = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => /^([\w.]+)\s*(==?|!=)\s*(.*)$/.exec(part))
  if (tests.includes(null)) return null
  return (object) =>
    tests.every((test) => test !== null && (valueAt(object, test[1] ?? '') === test[3]) === (test[2] !== '!='))
}

function valueAt(object: KubeObject, path: string): string {
  let value: unknown = object
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key]
  return typeof value === 'string' ? value : ''
}
