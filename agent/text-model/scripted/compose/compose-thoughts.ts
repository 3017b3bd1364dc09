import type { ColourRole, Design } from '#contract/design.ts'
import { morphs } from '#contract/design-lists.ts'
import type { Choice } from '../choose/choose-traits.ts'
import { thoughtsOnAnimal } from '../lexicon/thoughts-on-animal.ts'
import { thoughtsOnScene } from '../lexicon/thoughts-on-scene.ts'
import { type Deal, deal, isFilled } from '../random.ts'
import { capitalised, cleanLine, listed, spoken, withArticle } from '../text.ts'
import { rootOf } from './compose-name.ts'

export interface ThoughtParts {
  readonly brief: string
  readonly choice: Choice
  readonly design: Design
  /** Names of the designs it grows from. */
  readonly parents: readonly string[]
}

/** Words for the braces of a thought; null where there is nothing to say. */
type Words = Readonly<Record<string, string | null>>

/** The designer thinking aloud, in the order in which things are decided. Siblings say it differently. */
export function composeThoughts(parts: ThoughtParts): string[] {
  const words: Words = { ...wordsOfBrief(parts), ...wordsOfAnimal(parts), ...wordsOfScene(parts) }
  return [...thoughtsOnAnimal, ...thoughtsOnScene].flatMap(([topic, ways]) => {
    const told = ways.map((way) => filledIn(way, words))
    if (!isFilled(told)) return []
    const thought = deal(parts.choice.deal, `thought/${topic}`, told)
    return thought === null ? [] : [capitalised(cleanLine(thought, 200))]
  })
}

function filledIn(way: string, words: Words): string | null {
  const names = [...way.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  if (names.some((name) => words[name] === null || words[name] === undefined)) return null
  return way.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '')
}

const orNull = (text: string): string | null => (text === '' ? null : text)

function wordsOfBrief({ brief, choice, parents }: ThoughtParts): Words {
  const { reading, lens, deal: lane } = choice
  const job = reading.jobs[0]
  const place = reading.places[0]
  const named = listed([...reading.props, ...reading.wears].slice(0, 4).map(({ name }) => name))
  return {
    quote: quoteOf(brief, lane),
    parents: orNull(listed(parents)),
    lens: orNull(lens.name),
    twist: lens.isFromLibrary ? lens.twist : null,
    job: job?.word ?? null,
    does: job?.value.does ?? null,
    place: place?.word ?? null,
    placeDetail: place === undefined ? null : deal(lane, 'place', place.value.details),
    named: orNull(named),
    refused: reading.refused.words[0] ?? null,
    unknown: reading.unknown[0] ?? null,
    empty: job === undefined && place === undefined && named === '' ? 'no place and no thing' : null,
  }
}

/** A few words of the brief from its start or, on odd lanes, from its end, so that siblings quote differently. */
function quoteOf(brief: string, { lane }: Deal): string {
  const words = cleanLine(brief, 400, 'nothing at all').replace(/[“”"]/g, '').split(' ')
  const part = lane % 2 === 0 || words.length < 9 ? words.slice(0, 8) : words.slice(-7)
  return cleanLine(part.join(' '), 64, 'nothing at all')
}

function wordsOfAnimal({ choice: { reading, deal: lane }, design }: ThoughtParts): Words {
  const { morph, gills, pattern, expression, proportions, mood } = design
  const others = morphs.filter((other) => other !== morph)
  const isPlain = pattern.kind === 'plain'
  return {
    look: spoken(morph),
    rival: spoken(isFilled(others) ? deal(lane, 'rival', others) : morph),
    gills: gillsLike[gills.shape],
    posture: gills.posture,
    pattern: isPlain ? null : pattern.kind,
    weight: pattern.weight,
    plain: isPlain ? spoken(morph) : null,
    expression,
    mood,
    head: proportions.head,
    build: proportions.body,
    tail: proportions.tail,
    name: reading.name === null ? design.name : null,
    givenName: reading.name === null ? null : design.name,
    root: rootOf(design.name),
  }
}

function wordsOfScene({ design }: ThoughtParts): Words {
  const { pose, habitat, light, technique, accessories, props } = design
  const colour = (role: ColourRole) => design.palette.find((one) => one.role === role)?.name ?? role
  const worn = accessories.map(({ kind }) => spoken(kind))
  return {
    ground: colour('dominant'),
    support: colour('support'),
    accent: colour('accent'),
    body: colour('body'),
    gillColour: colour('gills'),
    light: colour('light'),
    ink: colour('ink'),
    detail: habitat.detail,
    pose: pose.kind,
    view: viewed[pose.view],
    facing: pose.facing,
    worn: orNull(listed(worn)),
    wornA: orNull(listed(worn.map(withArticle))),
    bare: worn.length === 0 ? 'nothing' : null,
    held: orNull(listed(props.map(({ name }) => name))),
    emptyHands: props.length === 0 ? 'nothing' : null,
    source: sources[light.source],
    time: spoken(light.time),
    technique: spoken(technique),
  }
}

const gillsLike: Readonly<Record<Design['gills']['shape'], string>> = {
  feather: 'feathers',
  fern: 'young ferns',
  coral: 'branching coral',
  ribbon: 'loose ribbons',
  plume: 'parade plumes',
  leaf: 'wet leaves',
  flame: 'small flames',
}

const viewed: Readonly<Record<Design['pose']['view'], string>> = {
  'three-quarter': 'at three-quarter view',
  side: 'from the side',
  front: 'straight from the front',
  above: 'from above',
  portrait: 'close up',
  wide: 'small in a wide scene',
}

const sources: Readonly<Record<Design['light']['source'], string>> = {
  sun: 'sun',
  moon: 'moon',
  lantern: 'lantern',
  candle: 'candle',
  glow: 'glow of the water',
  neon: 'neon tube',
  fire: 'fire',
  window: 'window',
}
