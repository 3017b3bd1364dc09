import type { Design } from '#contract/design.ts'
import {
  expressions,
  gillShapes,
  habitats,
  moods,
  morphs,
  patternWeights,
  poses,
  techniques,
  times,
} from '#contract/design-lists.ts'
import type { BriefReading } from '../brief/read-brief.ts'
import { morphOfColour } from '../colour/morph-colours.ts'
import { claimedHabitats, claimedMorphs, type Lens } from '../lens.ts'
import { type Deal, deal, isFilled, roll, shuffled } from '../random.ts'
import { expressionsOf, lightsAt, patternsOf, posturesOf } from './habits.ts'

/** What a design is made of before things, words and colours. */
export interface Traits {
  readonly morph: Design['morph']
  readonly technique: Design['technique']
  readonly pose: Design['pose']
  readonly habitat: Design['habitat']['kind']
  readonly light: Design['light']
  readonly mood: Design['mood']
  readonly expression: Design['expression']
  readonly gills: Design['gills']
  readonly pattern: Design['pattern']
  readonly proportions: Design['proportions']
}

export interface Choice {
  readonly reading: BriefReading
  readonly lens: Lens
  readonly deal: Deal
}

const freeMorphs = morphs.filter((morph) => !claimedMorphs.has(morph))
const freeHabitats = habitats.filter((habitat) => !claimedHabitats.has(habitat))

/** The brief's words first, then the direction, then this lane's card from a deck the siblings share. */
export function chooseTraits(choice: Choice): Traits {
  const morph = chooseMorph(choice)
  const mood = chooseMood(choice)
  const light = chooseLight(choice)
  const expression = chooseExpression(choice, mood)
  const pose = choosePose(choice)
  return {
    morph,
    mood,
    light,
    expression,
    pose,
    technique: chooseTechnique(choice),
    habitat: chooseHabitat(choice),
    gills: chooseGills(choice, mood),
    pattern: choosePattern(choice, morph),
    proportions: chooseProportions(choice),
  }
}

const isMorphFixed = (reading: BriefReading) => reading.morph !== null || reading.colours.body !== null
const isTechniqueFixed = (reading: BriefReading) => reading.techniques !== null
/** A brief may fix two of morph, technique and pose; were it three, siblings could not differ enough. */
export const isPoseFixed = (reading: BriefReading) =>
  reading.poses !== null && !(isMorphFixed(reading) && isTechniqueFixed(reading))

function chooseMorph({ reading, lens, deal: lane }: Choice): Design['morph'] {
  if (reading.morph !== null) return reading.morph.value
  if (reading.colours.body !== null) return morphOfColour(reading.colours.body.hex)
  return lens.traits.morph ?? deal(lane, 'morph', filled(freeMorphs, morphs))
}

function chooseTechnique({ reading, lens, deal: lane }: Choice): Design['technique'] {
  if (reading.techniques !== null) return deal(lane, 'technique', reading.techniques.value)
  return lens.traits.technique ?? deal(lane, 'technique', techniques)
}

function choosePose(choice: Choice): Design['pose'] {
  const { reading, lens, deal: lane } = choice
  const kind =
    reading.poses !== null && isPoseFixed(reading)
      ? deal(lane, 'pose', reading.poses.value)
      : (lens.traits.pose ?? deal(lane, 'pose', poses))
  const view =
    reading.view?.value ??
    lens.traits.view ??
    roll(lane, 'view', ['three-quarter', 'three-quarter', 'side', 'front', 'portrait', 'wide', 'three-quarter'])
  return { kind, view, facing: roll(lane, 'facing', ['left', 'right']) }
}

/**
 * A direction about habitat reinterprets the brief's place; any other leaves it where the brief says. Where the brief
 * has fixed two of the other visible traits, siblings spread over places instead.
 */
function chooseHabitat(choice: Choice): Design['habitat']['kind'] {
  const { reading, lens, deal: lane } = choice
  const named = reading.places.flatMap(({ value }) => value.at)
  const implied = reading.jobs.flatMap(({ value }) => value.at)
  const wanted = [...new Set(named.length > 0 ? named : implied)].slice(0, 4)
  const isReinterpreted = lens.family === 'habitat' || wanted.length === 0
  if (lens.traits.habitat !== undefined && isReinterpreted) return lens.traits.habitat
  const fixed = [isMorphFixed(reading), isTechniqueFixed(reading), isPoseFixed(reading)].filter(Boolean).length
  if (fixed >= 2) return spreadHabitat(wanted, lane)
  // The likeliest place twice: half of the lanes show it.
  if (isFilled(wanted)) return deal(lane, 'habitat', [wanted[0], ...wanted])
  return deal(lane, 'habitat', filled(freeHabitats, habitats))
}

/** The wanted places to the first lanes, others to the rest: no two the same. */
function spreadHabitat(wanted: readonly Design['habitat']['kind'][], lane: Deal): Design['habitat']['kind'] {
  const near = wanted.filter((habitat) => !claimedHabitats.has(habitat))
  const far = shuffled(
    freeHabitats.filter((habitat) => !near.includes(habitat)),
    `${lane.key}/habitat`,
  )
  const deck = [...near, ...far]
  return deck[lane.lane % deck.length] ?? 'canal'
}

function chooseMood({ reading, lens, deal: lane }: Choice): Design['mood'] {
  if (lens.family === 'mood' && lens.traits.mood !== undefined) return lens.traits.mood
  return reading.feeling?.value.mood ?? lens.traits.mood ?? deal(lane, 'mood', moods)
}

function chooseExpression({ reading, lens, deal: lane }: Choice, mood: Design['mood']): Design['expression'] {
  return (
    reading.feeling?.value.expression ??
    lens.traits.expression ??
    roll(lane, 'expression', [...expressionsOf[mood], roll(lane, 'any-expression', expressions)])
  )
}

function chooseLight({ reading, lens, deal: lane }: Choice): Design['light'] {
  const time = reading.time?.value ?? lens.traits.light?.time ?? deal(lane, 'time', times)
  const source = reading.source?.value
  if (source !== undefined) return { time: reading.time === null ? timeFor(source, time) : time, source }
  if (lens.traits.light !== undefined && lightsAt[time].includes(lens.traits.light.source))
    return { time, source: lens.traits.light.source }
  return { time, source: roll(lane, 'source', lightsAt[time]) }
}

/** "by moonlight" makes it night whatever the direction would like. */
function timeFor(source: Design['light']['source'], time: Design['light']['time']): Design['light']['time'] {
  if (lightsAt[time].includes(source)) return time
  return source === 'sun' || source === 'window' ? 'day' : 'night'
}

function chooseGills({ reading, lens, deal: lane }: Choice, mood: Design['mood']): Design['gills'] {
  return {
    shape: reading.gills?.value ?? lens.traits.gills ?? deal(lane, 'gills', gillShapes),
    posture: reading.posture?.value ?? roll(lane, 'posture', posturesOf[mood]),
  }
}

/** A pattern that was asked for is not whispered. */
const asked = ['medium', 'bold'] as const satisfies readonly Design['pattern']['weight'][]

function choosePattern({ reading, lens, deal: lane }: Choice, morph: Design['morph']): Design['pattern'] {
  const kind = reading.pattern?.value ?? lens.traits.pattern ?? roll(lane, 'pattern', patternsOf[morph])
  const weights = reading.pattern === null ? patternWeights : asked
  return { kind, weight: roll(lane, 'weight', weights) }
}

function chooseProportions({ reading, deal: lane }: Choice): Design['proportions'] {
  return {
    head: roll(lane, 'head', ['large', 'large', 'regular']),
    body: roll(lane, 'body', ['slim', 'regular', 'regular', 'round']),
    tail: roll(lane, 'tail', ['short', 'regular', 'long', 'long']),
    gills: roll(lane, 'gill-length', ['short', 'regular', 'long', 'long']),
    ...reading.proportions,
  }
}

/** The list, or the whole one should a library of directions ever claim everything. */
function filled<T>(items: readonly T[], all: readonly [T, ...T[]]): readonly [T, ...T[]] {
  return isFilled(items) ? items : all
}
