import { colourWords } from '../lexicon/colour-words.ts'
import { paintNames } from '../lexicon/paint-names.ts'
import { distance } from './oklch.ts'

const named = [...Object.entries(paintNames), ...Object.entries(colourWords)]

/** The name of the nearest known colour that is not in use yet. */
export function colourName(hex: string, used: ReadonlySet<string>): string {
  let best = 'colour'
  let least = Number.POSITIVE_INFINITY
  for (const [name, known] of named) {
    const far = distance(hex, known)
    if (far >= least || used.has(name)) continue
    best = name
    least = far
  }
  return best
}
