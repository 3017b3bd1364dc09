import { bynames, givenNames, nameForms } from '../lexicon/names.ts'
import { type Deal, deal, isFilled, roll } from '../random.ts'
import { cleanLine } from '../text.ts'

/** The name the brief gives, or one of some thousands of our own; siblings get different given names. */
export function composeName(named: string | null, lane: Deal): string {
  if (named !== null) return cleanLine(named, 40)
  if (!isFilled(givenNames) || !isFilled(bynames)) return 'Axo'
  const form = roll(lane, 'name-form', nameForms)
  return form.replace('{name}', deal(lane, 'name', givenNames)).replace('{byname}', deal(lane, 'byname', bynames))
}

const twists = [
  '{} the Second',
  'Little {}',
  '{} Again',
  '{} the Younger',
  'Another {}',
  '{} at Large',
  '{} by Night',
  'Young {}',
  '{} Encore',
] as const

/** The same animal under a slightly different name: "Nilo" becomes "Nilo the Second" or "Little Nilo". */
export function twistName(name: string, lane: Deal): string {
  const root = rootOf(name)
  const twisted = twists
    .map((twist) =>
      cleanLine(
        twist.replace('{}', () => root),
        40,
      ),
    )
    .filter((other) => other !== name)
  return isFilled(twisted) ? deal(lane, 'name-twist', twisted) : name
}

/** The part of a name that stays in the family. */
export function rootOf(name: string): string {
  const bare = name
    .replace(/^(?:Little|Old|Young|Another|Doña|Don|Captain) /u, '')
    .replace(/ (?:the Second|Again|the Younger|at Large|by Night|Encore)$/u, '')
    .replace(/-tzin$/u, '')
  return bare || name
}

/** A name with something of both parents. */
export function blendedName(a: string, b: string): string {
  const first = rootOf(a).split(' ')[0] ?? a
  const second = rootOf(b).split(' ')[0] ?? b
  return cleanLine(first === second ? `${first} of Two` : `${first}-${second}`, 40)
}
