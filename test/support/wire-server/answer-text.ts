import { type Json, type JsonSchema, jsonOfSchema } from '../json-of-schema.ts'
import { givenNames, type Writer, writeWords } from '../plain-words.ts'
import { pick, type Random, randomOf, shuffled } from '../seeded-random.ts'
import { breakJson } from './break-json.ts'
import { hostileShape, hostileText, writeHostile } from './hostile.ts'
import type { WirePlay } from './play.ts'
import type { SeenRequest } from './seen-request.ts'

export interface Asked {
  /** The answer is to be JSON of this; `any` for any JSON; null for prose. */
  readonly schema: JsonSchema | 'any' | null
  /** The same text gives the same answer. */
  readonly seed: string
  /** What the prose is about. */
  readonly topic: string
  /** Chance from 0 to 1 that JSON is valid and not what the schema asks for. */
  readonly breakChance: number
}

/** What the model says to this request, before it is cut to its limit. */
export function answerText({ schema, seed, topic, breakChance }: Asked, play: WirePlay, request: SeenRequest): string {
  if (typeof play.text === 'string') return play.text
  if (play.text !== undefined) return play.text(request)
  const random = randomOf(seed)
  if (schema === null) return play.obeys === undefined ? prose(random, topic) : hostileText
  const value = schema === 'any' ? { answer: pick(random, closings) } : jsonFor(schema, random, topic, play)
  const whole = { ...(value as object), ...play.extra } as Json
  const isBroken = play.breaks === 'schema' || random() < breakChance
  const text = JSON.stringify(isBroken && schema !== 'any' ? breakJson(schema, whole, random) : whole)
  return play.breaks === 'json' ? text.slice(0, Math.floor(text.length * (0.3 + random() * 0.5))) : text
}

function jsonFor(schema: JsonSchema, random: Random, topic: string, { obeys }: WirePlay): Json {
  if (obeys === undefined) return jsonOfSchema(schema, random, writerAbout(topic))
  const value = jsonOfSchema(schema, random, writeHostile)
  return obeys === 'slots' ? value : ({ ...(value as object), ...hostileShape } as Json)
}

const openings = [
  'First the shape of it.',
  'Let me look at what is asked.',
  'I start from the mood.',
  'One idea stays.',
]
const middles = [
  'The palette wants to be warmer than the first thought.',
  'Gills that lift a little would tell the story sooner.',
  'Something small in the hands makes it a someone.',
  'The light should come from one side only, and low.',
  'Fewer things, and each of them larger.',
  'A café table, a naïve line, a touch of 金 and 🪷 would do.',
]
const closings = ['That is what I would draw.', 'So be it.', 'Now it holds together.', 'I keep this one.']

/** Texts that read like something: thoughts about the topic where there is room, a sentence where it fits, else words. */
function writerAbout(topic: string): Writer {
  return (random, name, max) => {
    // names that the prompt mentions are taken
    if (name === 'name' && max < 34)
      return pick(
        random,
        givenNames.filter((given) => !topic.includes(given)),
      )
    if (max >= 200) return prose(random, topic, max)
    const fitting = middles.filter(({ length }) => length <= max)
    return max >= 60 && fitting.length > 0 ? pick(random, fitting) : writeWords(random, name, max)
  }
}

function prose(random: Random, topic: string, max = Number.POSITIVE_INFINITY): string {
  const quoted = /"""([^"]+)"""/.exec(topic)?.[1] ?? topic
  const about = `It is about: ${quoted
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 60)}.`
  const all = [pick(random, openings), about, ...shuffled(random, middles).slice(0, 3), pick(random, closings)]
  return all.reduce(
    (text, sentence) => (text.length + 1 + sentence.length <= max ? `${text} ${sentence}`.trim() : text),
    '',
  )
}

export const CHARACTERS_A_TOKEN = 4

/** Roughly what a tokeniser makes of it. */
export const tokensOf = (text: string) => Math.ceil(text.length / CHARACTERS_A_TOKEN)

/** Tokens of an answer up to a limit, without end where the play repeats itself. No token cuts a surrogate pair. */
export function* tokens(text: string, isEndless: boolean, limit: number): Generator<string, 'stop' | 'limit'> {
  const characters = [...(text === '' && isEndless ? 'again ' : text)]
  let given = 0
  do {
    for (let at = 0; at < characters.length; at += CHARACTERS_A_TOKEN) {
      if (given++ >= limit) return 'limit'
      yield characters.slice(at, at + CHARACTERS_A_TOKEN).join('')
    }
  } while (isEndless)
  return 'stop'
}
