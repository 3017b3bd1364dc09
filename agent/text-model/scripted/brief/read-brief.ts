import type { Design } from '#contract/design.ts'
import { doubtfulColours } from '../lexicon/colour-words.ts'
import type { Job } from '../lexicon/job.ts'
import type { Meaning } from '../lexicon/lexicon.ts'
import type { Place } from '../lexicon/place.ts'
import type { PropKind } from '../lexicon/things.ts'
import type { AccessoryKind } from '../lexicon/wear.ts'
import { isThing, readColours, type WornColour } from './colours.ts'
import { findName } from './find-name.ts'
import { findPhrases, type Phrase } from './find-phrases.ts'
import { findRefusals } from './find-refusals.ts'
import { salientWords } from './salient-words.ts'
import { tokensOf } from './tokens.ts'

/** Something the brief asked for, and the words it used. */
export interface Wish<T> {
  readonly value: T
  readonly word: string
}

export interface NamedProp {
  readonly kind: PropKind
  /** The brief's word, or the kind's own where the brief only says what is done with it. */
  readonly name: string
  readonly colour: WornColour | null
}

export interface NamedWear {
  /** More than one where the brief leaves it open ("a hat"). */
  readonly kinds: readonly [AccessoryKind, ...AccessoryKind[]]
  readonly name: string
  readonly colour: WornColour | null
}

/** Everything a brief says that a design can answer. */
export interface BriefReading {
  readonly name: string | null
  readonly props: readonly NamedProp[]
  readonly wears: readonly NamedWear[]
  readonly jobs: readonly Wish<Job>[]
  readonly places: readonly Wish<Place>[]
  readonly colours: {
    readonly body: WornColour | null
    readonly gills: WornColour | null
    readonly ground: WornColour | null
    readonly free: readonly WornColour[]
  }
  readonly morph: Wish<Design['morph']> | null
  readonly pattern: Wish<Design['pattern']['kind']> | null
  readonly gills: Wish<Design['gills']['shape']> | null
  readonly posture: Wish<Design['gills']['posture']> | null
  readonly view: Wish<Design['pose']['view']> | null
  readonly poses: Wish<readonly [Design['pose']['kind'], ...Design['pose']['kind'][]]> | null
  readonly techniques: Wish<readonly [Design['technique'], ...Design['technique'][]]> | null
  readonly feeling: Wish<{ readonly mood: Design['mood']; readonly expression: Design['expression'] }> | null
  readonly time: Wish<Design['light']['time']> | null
  readonly source: Wish<Design['light']['source']> | null
  readonly proportions: Partial<Design['proportions']>
  readonly refused: {
    readonly wear: ReadonlySet<AccessoryKind> | 'all'
    readonly props: ReadonlySet<PropKind> | 'all'
    /** As the brief calls them. */
    readonly words: readonly string[]
  }
  /** Telling words the lexicon does not know, for quoting: letters only, short. */
  readonly unknown: readonly string[]
}

type Of<T extends Meaning['type']> = Extract<Meaning, { readonly type: T }>

interface Found<M extends Meaning> {
  readonly meaning: M
  readonly phrase: Phrase
}

/** Reads a brief without understanding it: known words, what they attach to, and what is refused. */
export function readBrief(brief: string): BriefReading {
  const tokens = tokensOf(brief)
  const refusedTokens = findRefusals(tokens)
  const phrases = findPhrases(tokens)
  const wanted = phrases.filter(({ start }) => !refusedTokens.has(start))
  const unwanted = phrases.filter(({ start }) => refusedTokens.has(start))
  const colours = readColours(wanted, doubtfulColours)
  const all = <T extends Meaning['type']>(type: T) => findAll(wanted, type)
  const first = <T extends Meaning['type'], V>(type: T, value: (meaning: Of<T>) => V): Wish<V> | null => {
    const isMeant = ({ phrase }: { phrase: Phrase }) => !(aboutTheAnimal.has(type) && isBeforeThing(wanted, phrase))
    const found = all(type).find(isMeant)
    return found === undefined ? null : { value: value(found.meaning), word: found.phrase.text }
  }
  const name = findName(brief)
  return {
    name,
    props: namedProps(all('prop'), colours.ofThing),
    wears: namedWears(all('wear'), colours.ofThing),
    jobs: all('job').map(({ meaning, phrase }) => ({ value: meaning.job, word: phrase.text })),
    places: all('place').map(({ meaning, phrase }) => ({ value: meaning.place, word: phrase.text })),
    colours,
    morph: first('morph', ({ value }) => value),
    pattern: first('pattern', ({ value }) => value),
    gills: first('gills', ({ value }) => value),
    posture: first('posture', ({ value }) => value),
    view: first('view', ({ value }) => value),
    poses: first('poses', ({ values }) => values),
    techniques: first('techniques', ({ values }) => values),
    feeling: first('feeling', ({ mood, expression }) => ({ mood, expression })),
    time: first('time', ({ value }) => value),
    source: first('source', ({ value }) => value),
    proportions: Object.assign({}, ...all('proportions').map(({ meaning }) => meaning.change)),
    refused: refusedKinds(unwanted),
    unknown: salientWords(wanted).filter((word) => !name?.toLowerCase().includes(word)),
  }
}

/** "a porcelain teapot" or "a striped scarf" says nothing about the axolotl or the picture. */
const aboutTheAnimal: ReadonlySet<Meaning['type']> = new Set(['morph', 'pattern', 'gills', 'techniques'])

function isBeforeThing(phrases: readonly Phrase[], { end }: Phrase): boolean {
  const next = phrases.find(({ start }) => start === end)
  return next !== undefined && isThing(next)
}

function isOf<T extends Meaning['type']>(meaning: Meaning, type: T): meaning is Of<T> {
  return meaning.type === type
}

function findAll<T extends Meaning['type']>(phrases: readonly Phrase[], type: T): Found<Of<T>>[] {
  return phrases.flatMap((phrase) =>
    phrase.meanings.flatMap((meaning) => (isOf(meaning, type) ? [{ meaning, phrase }] : [])),
  )
}

/** Named ones before implied ones, each kind once, in the order of the brief. */
function namedProps(found: readonly Found<Of<'prop'>>[], colours: ReadonlyMap<number, WornColour>): NamedProp[] {
  const byKind = new Map<PropKind, NamedProp>()
  const inOrder = [...found.filter(({ meaning }) => meaning.isName), ...found.filter(({ meaning }) => !meaning.isName)]
  for (const { meaning, phrase } of inOrder) {
    if (byKind.has(meaning.kind)) continue
    const name = meaning.isName ? phrase.text : meaning.kind.replaceAll('-', ' ')
    byKind.set(meaning.kind, { kind: meaning.kind, name, colour: colours.get(phrase.start) ?? null })
  }
  return [...byKind.values()]
}

function namedWears(found: readonly Found<Of<'wear'>>[], colours: ReadonlyMap<number, WornColour>): NamedWear[] {
  const byKind = new Map<AccessoryKind, NamedWear>()
  const inOrder = [...found.filter(({ meaning }) => meaning.isName), ...found.filter(({ meaning }) => !meaning.isName)]
  for (const { meaning, phrase } of inOrder) {
    const key = meaning.kinds[0]
    if (byKind.has(key)) continue
    byKind.set(key, { kinds: meaning.kinds, name: phrase.text, colour: colours.get(phrase.start) ?? null })
  }
  return [...byKind.values()]
}

function refusedKinds(phrases: readonly Phrase[]): BriefReading['refused'] {
  const refusable = findAll(phrases, 'refusable').map(({ meaning }) => meaning)
  const wear = findAll(phrases, 'wear').flatMap(({ meaning }) => meaning.kinds)
  const props = findAll(phrases, 'prop').map(({ meaning }) => meaning.kind)
  const families = refusable.flatMap((meaning) => (meaning.wear === 'all' ? [] : meaning.wear))
  return {
    wear: refusable.some((meaning) => meaning.wear === 'all') ? 'all' : new Set([...wear, ...families]),
    props: refusable.some((meaning) => meaning.props === 'all') ? 'all' : new Set(props),
    words: phrases.filter(isThing).map(({ text }) => text),
  }
}
