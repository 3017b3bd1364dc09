import type { Design, Trait } from '#contract/design.ts'
import type { Thing, Things } from '../choose/choose-things.ts'
import type { Choice, Traits } from '../choose/choose-traits.ts'
import { capitalised, cleanLine, listed, spoken } from '../text.ts'

type Reasons = Design['reasons']

/** Why each trait is as it is: the brief's word, the direction, or an honest "a free choice". */
export function reasonsFor(choice: Choice, traits: Traits, things: Things): Reasons {
  const { reading, lens } = choice
  const colour = reading.colours.body?.word
  const because = (word: string | undefined, isLensed: boolean, free: string) => {
    if (word !== undefined) return `The brief says ${word}.`
    return isLensed && lens.name !== '' ? `${lens.name} asks for it.` : free
  }
  const by = (key: keyof typeof lens.traits) => lens.traits[key] !== undefined
  const place = reading.places[0]?.word ?? reading.jobs[0]?.word
  const reasons: Record<Trait, string> = {
    morph: because(
      reading.morph?.word ?? (colour && `${colour}, and ${spoken(traits.morph)} comes nearest`),
      lens.traits.morph === traits.morph,
      `No colour asked for, and ${spoken(traits.morph)} suits the light of ${spoken(traits.light.time)}.`,
    ),
    palette: paletteReason(choice),
    gills: because(
      reading.gills?.word ?? reading.posture?.word,
      by('gills'),
      `${capitalised(traits.gills.posture)} gills say ${traits.mood}.`,
    ),
    pattern: because(
      reading.pattern?.word,
      lens.traits.pattern === traits.pattern.kind,
      traits.pattern.kind === 'plain'
        ? `${capitalised(spoken(traits.morph))} needs no pattern.`
        : `${capitalised(traits.pattern.kind)}: natural to ${spoken(traits.morph)}.`,
    ),
    expression: because(
      reading.feeling?.word,
      lens.traits.expression === traits.expression,
      `A ${traits.mood} mood shows first in the face.`,
    ),
    pose: because(
      reading.poses?.value.includes(traits.pose.kind) ? reading.poses.word : undefined,
      lens.traits.pose === traits.pose.kind,
      `${capitalised(traits.pose.kind)}, to give the line of the body a reason.`,
    ),
    proportions:
      Object.keys(reading.proportions).length > 0
        ? 'The brief describes its build.'
        : `A ${traits.proportions.head} head and a ${traits.proportions.tail} tail read well from afar.`,
    accessories: thingsReason(things.wears, choice, 'Nothing to wear: the gills are dress enough.'),
    props: thingsReason(things.props, choice, 'Nothing to hold: the brief wants it bare.'),
    habitat: habitatReason(choice, traits, place),
    light: because(
      reading.time?.word ?? reading.source?.word,
      by('light'),
      `${capitalised(spoken(traits.light.time))} light leaves room for the accent.`,
    ),
    mood: because(
      lens.family === 'mood' ? undefined : reading.feeling?.word,
      by('mood'),
      'The first feeling that the words left behind.',
    ),
    technique: because(
      reading.techniques?.word,
      by('technique'),
      `${capitalised(spoken(traits.technique))} has the right edge for this.`,
    ),
  }
  return Object.fromEntries(Object.entries(reasons).map(([trait, reason]) => [trait, cleanLine(reason, 120)]))
}

function paletteReason({ reading, lens }: Choice): string {
  const { body, gills, ground, free } = reading.colours
  const words = [body, gills, ground, ...free].flatMap((colour) => (colour === null ? [] : [colour.word]))
  if (words.length > 0)
    return `The brief says ${listed([...new Set(words)].slice(0, 3))}; the rest keeps a ${lens.palette} leaning.`
  if (reading.time !== null)
    return `The brief says ${reading.time.word}, so the ground follows; ${lens.palette} colours on top.`
  return lens.isFromLibrary
    ? `${lens.name} leans ${lens.palette}.`
    : `A ${lens.palette} palette holds the direction together.`
}

/** The brief's own things explain themselves; else whoever brought the first one does. */
function thingsReason(things: readonly Thing<string>[], { reading, lens }: Choice, none: string): string {
  const named = things.filter(({ from }) => from === 'brief').map(({ name }) => name)
  if (named.length > 0) return `The brief names ${listed(named)}.`
  const [first] = things
  if (first === undefined) return none
  const ofOrigin = listed(things.filter(({ from }) => from === first.from).map(({ name }) => name))
  const word = first.from === 'work' ? reading.jobs[0]?.word : reading.places[0]?.word
  if (first.from === 'direction') return `${lens.name} brings ${ofOrigin}.`
  return word === undefined ? `${capitalised(ofOrigin)}, found on the spot.` : `“${word}” brings to mind ${ofOrigin}.`
}

function habitatReason({ lens }: Choice, { habitat }: Traits, place: string | undefined): string {
  if (lens.family === 'habitat' && lens.traits.habitat === habitat)
    return place === undefined
      ? `${lens.name} moves it there.`
      : `The brief says ${place}; ${lens.name} moves it to the ${spoken(habitat)}.`
  if (place !== undefined) return `The brief says ${place}.`
  return lens.traits.habitat === habitat
    ? `${lens.name} moves it there.`
    : `No place asked for: a ${spoken(habitat)} sets it off best.`
}
