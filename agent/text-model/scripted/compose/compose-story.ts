import type { Design } from '#contract/design.ts'
import type { Thing } from '../choose/choose-things.ts'
import type { Choice } from '../choose/choose-traits.ts'
import { habitatWords } from '../lexicon/habitats.ts'
import type { PropKind } from '../lexicon/things.ts'
import { type Deal, deal, roll } from '../random.ts'
import { capitalised, cleanLine, withArticle } from '../text.ts'

/** Where it happens, in words: the brief's own place, joined with the habitat's where the direction has moved it. */
export function composeDetail({ reading, deal: lane }: Choice, habitat: Design['habitat']['kind']): string {
  const place = reading.places[0]?.value
  const { join, details } = habitatWords[habitat]
  if (place === undefined) return deal(lane, `detail/${habitat}`, details)
  const own = deal(lane, 'place', place.details)
  return cleanLine(habitat === place.at[0] ? own : `${own}, ${join}`, 80)
}

export interface StoryParts {
  readonly name: string
  readonly detail: string
  readonly props: readonly Thing<PropKind>[]
}

/** One sentence: who, what it does, where, and what the direction makes of it. */
export function composeStory(choice: Choice, parts: StoryParts): string {
  const { lens, deal: lane } = choice
  const doing = doingOf(choice, parts)
  // A detail that has its own comma reads badly in the middle of a sentence.
  const where = parts.detail.split(',')[0] ?? parts.detail
  const end = lens.twist === null ? '' : `, ${lens.twist}`
  const { name } = parts
  const sentence = deal(lane, 'story', [
    `${name} ${doing} in ${where}${end}.`,
    `In ${where}, ${name} ${doing}${end}.`,
    `${name}, of ${where}, ${doing}${end}.`,
    `They say that in ${where} ${name} ${doing}${end}.`,
    `Somewhere in ${where}, ${name} ${doing}${end}.`,
    `Ask for ${name} in ${where}: the one who ${doing}${end}.`,
  ])
  return cleanLine(capitalised(sentence), 240)
}

function doingOf({ reading, lens, deal: lane }: Choice, { props }: StoryParts): string {
  const job = reading.jobs[0]?.value ?? lens.reading.jobs[0]?.value
  const named = props.find(({ from }) => from === 'brief')
  const extra = named === undefined ? '' : ` and ${withThing(named.name, lane)}`
  if (job !== undefined) return `${job.does}${job.does.includes(' and ') ? '' : extra}`
  if (named !== undefined) return aboutThing(named.name, lane)
  const quoted = reading.unknown[0]
  if (quoted !== undefined) return aboutWord(quoted, lane)
  return deal(lane, 'idle', [
    'has been smiling since Tuesday for reasons of its own',
    'keeps a list of good puddles',
    'is on first-name terms with the rain',
    'practises being looked at',
    'collects the last light of every day',
    'knows a shortcut through almost anything',
    'waits for a letter and is in no hurry',
    'teaches bubbles to go sideways',
    'has forgotten what it came for and likes it here',
    'walks its own reflection twice a day',
    'hums the one song that water knows',
    'is minding the pond for a friend',
    'has never lost a staring contest',
    'saves the best smile for the end',
    'measures time in ripples',
    'grows back whatever the day takes',
  ])
}

const isPlural = (name: string) => /[^s]s$/.test(name) && !/(us|is|ss)$/.test(name)
const one = (name: string) => (isPlural(name) || uncountable.has(name) ? name : withArticle(name))
const uncountable = new Set(
  'bread sourdough brioche focaccia toast milk juice wine coffee tea honey rain snow jazz magic money treasure luggage yarn wool sushi ramen soup spaghetti pizza chess cocoa matcha poetry calligraphy lemonade'.split(
    ' ',
  ),
)

function withThing(name: string, lane: Deal): string {
  return roll(lane, 'story-thing', [
    `never goes out without ${one(name)}`,
    `keeps ${one(name)} close by`,
    `would trade anything but ${one(name)}`,
  ])
}

function aboutThing(name: string, lane: Deal): string {
  return roll(lane, 'story-thing', [
    `looks after ${one(name)} as if it were the last in the world`,
    `has crossed the whole pond for ${one(name)}`,
    `owns ${one(name)} and a great deal of patience`,
    `found ${one(name)} this morning and has plans for it`,
    `has been inseparable from ${one(name)} for years`,
  ])
}

function aboutWord(word: string, lane: Deal): string {
  return roll(lane, 'story-word', [
    `asks everyone who swims past about ${word}`,
    `came for ${word} and stayed for the water`,
    `has a theory about ${word} and six gills to explain it`,
    `knows what ${word} means and is not telling`,
    `dreamt of ${word} and woke up smiling`,
  ])
}
