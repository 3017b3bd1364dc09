import type { Phrase } from './find-phrases.ts'

/** A colour the brief asked for. */
export interface WornColour {
  readonly hex: string
  readonly word: string
}

export interface BriefColours {
  readonly body: WornColour | null
  readonly gills: WornColour | null
  readonly ground: WornColour | null
  /** Colours of nothing in particular, or of things that are not drawn ("a blue house"). */
  readonly free: readonly WornColour[]
  /** Colours of drawn things, by where the thing's phrase starts. */
  readonly ofThing: ReadonlyMap<number, WornColour>
}

type Target = 'body' | 'gills' | 'ground' | 'thing' | 'none'

const targets: Readonly<Record<string, Target>> = {
  axolotl: 'body',
  axolotls: 'body',
  ajolote: 'body',
  salamander: 'body',
  body: 'body',
  skin: 'body',
  creature: 'body',
  gill: 'gills',
  gills: 'gills',
  background: 'ground',
  backdrop: 'ground',
  sky: 'ground',
  water: 'ground',
  wall: 'ground',
  walls: 'ground',
}
const glue = new Set(['and', 'with', 'or'])
/** How far a colour looks for its noun: "a red, slightly worn scarf". */
const REACH = 4

/** Which colour words mean which part of the picture: the noun that follows decides. */
export function readColours(phrases: readonly Phrase[], doubtful: ReadonlySet<string>): BriefColours {
  const found: Record<Exclude<Target, 'thing'>, WornColour[]> = { body: [], gills: [], ground: [], none: [] }
  const ofThing = new Map<number, WornColour>()
  phrases.forEach((phrase, index) => {
    const hex = hexOf(phrase)
    if (hex === null) return
    const { target, at } = targetOf(phrases, index)
    if (doubtful.has(phrase.text) && !isColourHere(phrases, index, target)) return
    if (target === 'thing') ofThing.set(at, { hex, word: phrase.text })
    else found[target].push({ hex, word: phrase.text })
  })
  // Two colours of one animal ("a teal and orange axolotl"): the second is for its gills.
  const [body = null, second = null, ...rest] = found.body
  const [gills = second, ...spare] = found.gills
  const [ground = null, ...others] = found.ground
  return { body, gills, ground, free: [...found.none, ...rest, ...spare, ...others], ofThing }
}

function hexOf(phrase: Phrase): string | null {
  for (const meaning of phrase.meanings) if (meaning.type === 'colour') return meaning.hex
  return null
}

/** It names something that can be worn or held. */
export function isThing({ meanings }: Phrase): boolean {
  return meanings.some(({ type }) => type === 'prop' || type === 'wear')
}

/** "a golden surgeon" is the axolotl; "a golden bakery" is a place. */
function isSomebody({ meanings }: Phrase): boolean {
  return meanings.some(({ type }) => type === 'job') && meanings.every(({ type }) => type !== 'place')
}

function targetOf(phrases: readonly Phrase[], index: number): { target: Target; at: number } {
  for (let i = index + 1; i <= index + REACH; i++) {
    const phrase = phrases[i]
    if (phrase === undefined) break
    const target = targets[phrase.text]
    if (target !== undefined) return { target, at: phrase.start }
    if (hexOf(phrase) !== null || glue.has(phrase.text)) continue
    if (isThing(phrase)) return { target: 'thing', at: phrase.start }
    if (isSomebody(phrase)) return { target: 'body', at: phrase.start }
  }
  return { target: 'none', at: -1 }
}

/** "a peach scarf" and "in lavender" are colours; "holding a peach" is not. */
function isColourHere(phrases: readonly Phrase[], index: number, target: Target): boolean {
  const next = phrases[index + 1]
  const previous = phrases[index - 1]?.text ?? ''
  if (previous === 'in' || previous === 'all') return true
  const isFollowed = next !== undefined && (isThing(next) || targets[next.text] !== undefined || hexOf(next) !== null)
  return target !== 'none' && isFollowed
}
