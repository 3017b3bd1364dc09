import type { Design } from '#contract/design.ts'
import {
  accessoryKinds,
  gillPostures,
  gillShapes,
  lightSources,
  morphs,
  patterns,
  propKinds,
  times,
  views,
} from '#contract/design-lists.ts'
import { folded } from '../brief/tokens.ts'
import { colourWords } from './colour-words.ts'
import { feelingWords } from './feelings.ts'
import type { Job } from './job.ts'
import { explorerJobs } from './jobs-explorer.ts'
import { makerJobs } from './jobs-maker.ts'
import { scholarJobs } from './jobs-scholar.ts'
import { stageJobs } from './jobs-stage.ts'
import { sourceWords, timeWords } from './light.ts'
import {
  gillWords,
  morphWords,
  patternWords,
  poseWords,
  postureWords,
  proportionWords,
  techniqueWords,
  viewWords,
} from './looks.ts'
import type { Place } from './place.ts'
import { placesIndoors } from './places-indoors.ts'
import { placesOutdoors } from './places-outdoors.ts'
import { type PropKind, thingWords } from './things.ts'
import { type AccessoryKind, eyewear, hats, openWear, wearWords } from './wear.ts'

export const jobs: readonly Job[] = [...makerJobs, ...explorerJobs, ...scholarJobs, ...stageJobs]

/** What a phrase of a brief can stand for. `isName`: the phrase names the thing itself, not what is done with it. */
export type Meaning =
  | { readonly type: 'prop'; readonly kind: PropKind; readonly isName: boolean }
  | { readonly type: 'wear'; readonly kinds: readonly [AccessoryKind, ...AccessoryKind[]]; readonly isName: boolean }
  | { readonly type: 'refusable'; readonly wear: readonly AccessoryKind[] | 'all'; readonly props: 'all' | 'none' }
  | { readonly type: 'job'; readonly job: Job }
  | { readonly type: 'place'; readonly place: Place }
  | { readonly type: 'colour'; readonly hex: string }
  | { readonly type: 'feeling'; readonly mood: Design['mood']; readonly expression: Design['expression'] }
  | { readonly type: 'morph'; readonly value: Design['morph'] }
  | { readonly type: 'pattern'; readonly value: Design['pattern']['kind'] }
  | { readonly type: 'gills'; readonly value: Design['gills']['shape'] }
  | { readonly type: 'posture'; readonly value: Design['gills']['posture'] }
  | { readonly type: 'view'; readonly value: Design['pose']['view'] }
  | { readonly type: 'time'; readonly value: Design['light']['time'] }
  | { readonly type: 'source'; readonly value: Design['light']['source'] }
  | { readonly type: 'poses'; readonly values: readonly [Design['pose']['kind'], ...Design['pose']['kind'][]] }
  | { readonly type: 'techniques'; readonly values: readonly [Design['technique'], ...Design['technique'][]] }
  | { readonly type: 'proportions'; readonly change: Partial<Design['proportions']> }

/** Words that look like an inflection of a thing and are not. */
const deceptive =
  'training, trained, staring, rolling, rolled, starring, booked, booking, glassed, paned, dying, hornet'

const refusals = (kinds: readonly AccessoryKind[]): Meaning => ({ type: 'refusable', wear: kinds, props: 'none' })

function* entries(): Generator<[words: string, meaning: Meaning]> {
  for (const [kind, words] of each(propKinds, thingWords))
    for (const word of words.split(',')) yield [word, { type: 'prop', kind, isName: !word.includes('~') }]
  for (const [kind, words] of each(accessoryKinds, wearWords))
    for (const word of words.split(',')) yield [word, { type: 'wear', kinds: [kind], isName: !word.includes('~') }]
  for (const [words, kinds] of Object.entries(openWear)) yield [words, { type: 'wear', kinds, isName: true }]
  for (const job of jobs) yield [job.words, { type: 'job', job }]
  for (const place of [...placesIndoors, ...placesOutdoors]) yield [place.words, { type: 'place', place }]
  for (const [word, hex] of Object.entries(colourWords)) yield [word, { type: 'colour', hex }]
  for (const [words, mood, expression] of feelingWords) yield [words, { type: 'feeling', mood, expression }]
  for (const [value, words] of each(morphs, morphWords)) yield [words, { type: 'morph', value }]
  for (const [value, words] of each(patterns, patternWords)) yield [words, { type: 'pattern', value }]
  for (const [value, words] of each(gillShapes, gillWords)) yield [words, { type: 'gills', value }]
  for (const [value, words] of each(gillPostures, postureWords)) yield [words, { type: 'posture', value }]
  for (const [value, words] of each(views, viewWords)) yield [words, { type: 'view', value }]
  for (const [value, words] of each(times, timeWords)) yield [words, { type: 'time', value }]
  for (const [value, words] of each(lightSources, sourceWords)) yield [words, { type: 'source', value }]
  for (const [words, values] of poseWords) yield [words, { type: 'poses', values }]
  for (const [words, values] of techniqueWords) yield [words, { type: 'techniques', values }]
  for (const [words, change] of proportionWords) yield [words, { type: 'proportions', change }]
  yield ['hat, cap, headgear, headwear', refusals(hats)]
  yield ['helmet', refusals(['helmet', 'space-helmet', 'diving-helmet', 'hard-hat'])]
  yield ['glasses, eyewear', refusals(eyewear)]
  yield [
    'accessories, accessory, clothes, clothing, costume, outfit',
    { type: 'refusable', wear: 'all', props: 'none' },
  ]
  yield ['props, prop, objects, items, clutter', { type: 'refusable', wear: [], props: 'all' }]
}

/** Each member of a closed list with the words that ask for it. */
function* each<K extends string>(
  members: readonly K[],
  words: Readonly<Partial<Record<K, string>>>,
): Generator<[K, string]> {
  for (const member of members) yield [member, words[member] ?? '']
}

/** Longest phrase of the lexicon, in words. */
export const MAX_PHRASE_WORDS = 4

function build(): ReadonlyMap<string, readonly Meaning[]> {
  const lexicon = new Map<string, Meaning[]>()
  for (const [words, meaning] of entries()) {
    for (const word of words.split(',')) {
      const phrase = folded(word).replaceAll('-', ' ').replaceAll('~', '').trim()
      if (phrase === '') continue
      const meanings = lexicon.get(phrase) ?? []
      lexicon.set(phrase, [...meanings, meaning])
    }
  }
  for (const word of deceptive.split(', ')) lexicon.set(word, [])
  return lexicon
}

/** Every phrase a brief is searched for, folded as tokens are. */
export const lexicon = build()
