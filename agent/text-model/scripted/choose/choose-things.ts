import type { Colour, ColourRole, Design } from '#contract/design.ts'
import { distance } from '../colour/oklch.ts'
import { habitatWords } from '../lexicon/habitats.ts'
import type { PropKind } from '../lexicon/things.ts'
import { type AccessoryKind, placeOfWear } from '../lexicon/wear.ts'
import { type Deal, deal, roll, shuffled } from '../random.ts'
import { cleanLine, spoken } from '../text.ts'
import type { Choice } from './choose-traits.ts'

/** A thing before it has a colour role. */
export interface Thing<K> {
  readonly kind: K
  readonly name: string
  readonly hex: string | null
  /** Where it comes from, for its reason: the brief names it, or somebody's work or place implies it. */
  readonly isNamed: boolean
}

export interface Things {
  readonly wears: readonly Thing<AccessoryKind>[]
  readonly props: readonly Thing<PropKind>[]
}

/** The design's limit. */
const MAX_THINGS = 3

/** What the brief names comes first and always; work, direction and place fill up what room is left. */
export function chooseThings(choice: Choice, habitat: Design['habitat']['kind']): Things {
  return { wears: chooseWears(choice), props: chooseProps(choice, habitat) }
}

function chooseWears({ reading, lens, deal: lane }: Choice): Thing<AccessoryKind>[] {
  const { wear: refused } = reading.refused
  if (refused === 'all') return []
  const chosen: Thing<AccessoryKind>[] = []
  const wear = (kind: AccessoryKind, name: string, hex: string | null, isNamed: boolean) => {
    if (refused.has(kind) || chosen.some((other) => other.kind === kind)) return
    chosen.push({ kind, name, hex, isNamed })
  }
  for (const { kinds, name, hex } of reading.wears.slice(0, MAX_THINGS))
    wear(kinds.length === 1 ? kinds[0] : deal(lane, `wear/${name}`, kinds), name, hex, true)
  const [first, ...more] = reading.jobs.flatMap(({ value }) => value.wears)
  const lensWears = [
    ...lens.reading.wears.map(({ kinds }) => kinds[0]),
    ...lens.reading.jobs.flatMap(({ value }) => value.wears),
    ...(lens.traits.accessory === undefined ? [] : [lens.traits.accessory]),
  ]
  const implied = [first, ...shuffled([...more, ...lensWears], `${lane.key}/wears/${lane.lane}`)]
  for (const kind of implied) {
    const isFree = kind !== undefined && !chosen.some((other) => placeOfWear(other.kind) === placeOfWear(kind))
    if (isFree && chosen.length < MAX_THINGS - 1) wear(kind, spoken(kind), null, false)
  }
  return chosen
}

function chooseProps({ reading, lens, deal: lane }: Choice, habitat: Design['habitat']['kind']): Thing<PropKind>[] {
  const { props: refused } = reading.refused
  if (refused === 'all') return []
  const chosen: Thing<PropKind>[] = []
  const add = (kind: PropKind, name: string, hex: string | null, isNamed: boolean, room = MAX_THINGS) => {
    if (chosen.length >= room || refused.has(kind) || chosen.some((other) => other.kind === kind)) return
    chosen.push({ kind, name: cleanLine(name, 40), hex, isNamed })
  }
  for (const { kind, name, hex } of reading.props) add(kind, name, hex, true)
  const [first, ...work] = reading.jobs.flatMap(({ value }) => value.holds)
  const places = reading.places.flatMap(({ value }) => value.holds)
  const ownWords = [
    ...lens.reading.props.map(({ kind }) => kind),
    ...lens.reading.jobs.flatMap(({ value }) => value.holds),
    ...(lens.traits.prop === undefined ? [] : [lens.traits.prop]),
  ]
  if (first !== undefined) add(first, spoken(first), null, false)
  // The second of the brief's own world, then one of the direction's; the third place differs from lane to lane.
  for (const kind of shuffled([...work, ...places], `${lane.key}/props/${lane.lane}`))
    add(kind, spoken(kind), null, false, 2)
  for (const kind of ownWords) add(kind, spoken(kind), null, false)
  add(
    deal(lane, 'prop', habitatWords[habitat].props),
    spoken(deal(lane, 'prop', habitatWords[habitat].props)),
    null,
    false,
    2,
  )
  return chosen
}

const wearRoles: readonly [ColourRole, ...ColourRole[]] = ['accent', 'support', 'light', 'accent']
const propRoles: readonly [ColourRole, ...ColourRole[]] = ['accent', 'support', 'light', 'gills']

/** The role a thing is drawn in: the one that has its colour when the brief gave it one. */
export function roleOf(
  hex: string | null,
  palette: readonly Colour[],
  lane: Deal,
  topic: string,
  isWorn: boolean,
): ColourRole {
  if (hex !== null) {
    const near = palette.reduce((best, colour) => (distance(colour.hex, hex) < distance(best.hex, hex) ? colour : best))
    return near.role
  }
  return roll(lane, `role/${topic}`, isWorn ? wearRoles : propRoles)
}
