import type { Colour, ColourRole, Design } from '#contract/design.ts'
import type { WornColour } from '../brief/colours.ts'
import { distance } from '../colour/oklch.ts'
import { habitatWords } from '../lexicon/habitats.ts'
import type { PropKind } from '../lexicon/things.ts'
import { type AccessoryKind, placeOfWear } from '../lexicon/wear.ts'
import { type Deal, deal, roll, shuffled } from '../random.ts'
import { cleanLine, spoken } from '../text.ts'
import type { Choice } from './choose-traits.ts'

/** Who brings a thing along; the reason given for it. */
export type Origin = 'brief' | 'work' | 'place' | 'direction'

/** A thing before it has a colour role. */
export interface Thing<K> {
  readonly kind: K
  readonly name: string
  readonly colour: WornColour | null
  readonly from: Origin
}

export interface Things {
  readonly wears: readonly Thing<AccessoryKind>[]
  readonly props: readonly Thing<PropKind>[]
}

/** The design's limit, and how much of it is used when the brief does not ask for more. */
const MAX_THINGS = 3
const USUAL_WEAR = 2

/** What the brief names comes first and always; work, direction and place fill up what room is left. */
export function chooseThings(choice: Choice, habitat: Design['habitat']['kind']): Things {
  return { wears: chooseWears(choice), props: chooseProps(choice, habitat) }
}

function implied<K extends PropKind | AccessoryKind>(kinds: readonly K[], from: Origin): Thing<K>[] {
  return kinds.map((kind) => ({ kind, name: spoken(kind), colour: null, from }))
}

function chooseWears({ reading, lens, deal: lane }: Choice): Thing<AccessoryKind>[] {
  const { wear: refused } = reading.refused
  if (refused === 'all') return []
  const named = reading.wears.map(
    ({ kinds, name, colour }): Thing<AccessoryKind> => ({
      kind: kinds.length === 1 ? kinds[0] : deal(lane, `wear/${name}`, kinds),
      name,
      colour,
      from: 'brief',
    }),
  )
  const [first, ...more] = implied(
    reading.jobs.flatMap(({ value }) => value.wears),
    'work',
  )
  const directed = implied(
    [
      ...lens.reading.wears.map(({ kinds }) => kinds[0]),
      ...lens.reading.jobs.flatMap(({ value }) => value.wears),
      ...(lens.traits.accessory === undefined ? [] : [lens.traits.accessory]),
    ],
    'direction',
  )
  const chosen = distinct(named, refused, MAX_THINGS)
  for (const thing of [
    ...(first === undefined ? [] : [first]),
    ...shuffled([...more, ...directed], `${lane.key}/wears/${lane.lane}`),
  ]) {
    const isPlaceFree = !chosen.some(({ kind }) => placeOfWear(kind) === placeOfWear(thing.kind))
    if (isPlaceFree && !refused.has(thing.kind) && chosen.length < USUAL_WEAR) chosen.push(thing)
  }
  return chosen
}

function chooseProps({ reading, lens, deal: lane }: Choice, habitat: Design['habitat']['kind']): Thing<PropKind>[] {
  const { props: refused } = reading.refused
  if (refused === 'all') return []
  const named = reading.props.map(
    ({ kind, name, colour }): Thing<PropKind> => ({ kind, name: cleanLine(name, 40), colour, from: 'brief' }),
  )
  const [first, ...work] = implied(
    reading.jobs.flatMap(({ value }) => value.holds),
    'work',
  )
  const places = implied(
    reading.places.flatMap(({ value }) => value.holds),
    'place',
  )
  const [second, ...rest] = shuffled([...work, ...places], `${lane.key}/props/${lane.lane}`)
  const directed = implied(
    [
      ...lens.reading.props.map(({ kind }) => kind),
      ...lens.reading.jobs.flatMap(({ value }) => value.holds),
      ...(lens.traits.prop === undefined ? [] : [lens.traits.prop]),
    ],
    'direction',
  )
  // Two of the brief's own world, then one of the direction's: so siblings share the subject and differ in the rest.
  const ranked = [...named, ...[first, second].filter((thing) => thing !== undefined), ...directed, ...rest]
  const found = distinct(ranked, refused, MAX_THINGS)
  const local = implied([deal(lane, 'prop', habitatWords[habitat].props)], 'place')
  return found.length > 1 ? found : distinct([...found, ...local], refused, MAX_THINGS)
}

function distinct<K>(things: readonly Thing<K>[], refused: ReadonlySet<K>, most: number): Thing<K>[] {
  const kinds = things.map(({ kind }) => kind)
  return things.filter(({ kind }, index) => !refused.has(kind) && kinds.indexOf(kind) === index).slice(0, most)
}

const wearRoles: readonly [ColourRole, ...ColourRole[]] = ['accent', 'support', 'light', 'accent']
const propRoles: readonly [ColourRole, ...ColourRole[]] = ['accent', 'support', 'light', 'gills']

/** The role a thing is drawn in: the one that has its colour when the brief gave it one. */
export function roleOf(
  colour: WornColour | null,
  palette: readonly Colour[],
  lane: Deal,
  topic: string,
  isWorn: boolean,
): ColourRole {
  if (colour !== null) {
    const far = (hex: string) => distance(hex, colour.hex)
    return palette.reduce((best, next) => (far(next.hex) < far(best.hex) ? next : best)).role
  }
  return roll(lane, `role/${topic}`, isWorn ? wearRoles : propRoles)
}
