import type { Design } from './design.ts'
import { plainColour } from './picture-prompt/plain-colour.ts'
import {
  expressionWords,
  gillWords,
  habitatWords,
  morphWords,
  patternWords,
  poseWords,
  sourceWords,
  techniqueWords,
  thingWords,
  timeWords,
  viewWords,
} from './picture-prompt/words.ts'

/** Above this a model with four steps begins to drop words; below 40 it makes things up. */
const MAX_WORDS = 90

/**
 * The words an image model is given for a design: 40 to 90, in plain sentences, subject first. Every one of them is
 * ours, chosen by the design's closed lists; nothing that a brief or a language model wrote gets through.
 */
export function picturePrompt(design: Design): string {
  const opening = [subjectOf(design), actionOf(design), wearOf(design), propsOf(design), settingOf(design)]
  const extra = [
    `The mood is ${design.mood}.`,
    coloursOf(design),
    patternWords[design.pattern.kind],
    gillWords[design.gills.posture],
  ]
  const closing = `${techniqueWords[design.technique]}, ${viewWords[design.pose.view]}.`
  const kept: string[] = []
  for (const sentence of extra) if (wordsIn([...opening, ...kept, sentence, closing]) <= MAX_WORDS) kept.push(sentence)
  return [...opening, ...kept, closing].filter((sentence) => sentence !== '').join(' ')
}

function wordsIn(sentences: readonly string[]): number {
  return sentences
    .join(' ')
    .split(' ')
    .filter((word) => word !== '').length
}

/** Said every time in the same words: without them the animal drifts to a lizard, a frog or a fish. */
function subjectOf({ morph }: Design): string {
  return `This is an axolotl with six feathery gills and a smiling mouth, ${morphWords[morph]}.`
}

function actionOf({ pose, expression }: Design): string {
  return `${poseWords[pose.kind]} and looks ${expressionWords[expression]}.`
}

function wearOf({ accessories }: Design): string {
  return accessories.length === 0 ? '' : `It wears ${listed(accessories.map(({ kind }) => phraseFor(kind)))}.`
}

function propsOf({ props }: Design): string {
  return props.length === 0 ? '' : `Beside it: ${listed(props.map(({ kind }) => phraseFor(kind)))}.`
}

function settingOf({ habitat, light }: Design): string {
  return `The setting is ${habitatWords[habitat.kind]} ${timeWords[light.time]}, lit by ${sourceWords[light.source]}.`
}

function coloursOf({ palette }: Design): string {
  const colour = (role: string) => plainColour(palette.find((one) => one.role === role)?.hex ?? '#808080')
  const all = [...new Set([colour('dominant'), colour('support'), colour('accent')])]
  return `The colours are ${listed(all)}.`
}

function phraseFor(kind: Design['accessories'][number]['kind'] | Design['props'][number]['kind']): string {
  const noun = kind.replaceAll('-', ' ')
  return thingWords[kind] ?? `${/^[aeio]/.test(noun) || noun === 'umbrella' ? 'an' : 'a'} ${noun}`
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
