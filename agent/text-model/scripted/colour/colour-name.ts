import { colourWords } from '../lexicon/colour-words.ts'
import { paintNames } from '../lexicon/paint-names.ts'
import { type Lab, labDistance, labOf } from './oklch.ts'

const named: readonly { readonly name: string; readonly lab: Lab }[] = Object.entries({
  ...paintNames,
  ...colourWords,
}).map(([name, hex]) => ({ name, lab: labOf(hex) }))

/** The name of the nearest known colour that is not in use yet. */
export function colourName(hex: string, used: ReadonlySet<string>): string {
  const lab = labOf(hex)
  let best = 'colour'
  let least = Number.POSITIVE_INFINITY
  for (const { name, lab: known } of named) {
    const far = labDistance(lab, known)
    if (far >= least || used.has(name)) continue
    best = name
    least = far
  }
  return best
}
