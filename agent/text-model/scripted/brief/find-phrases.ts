import { lexicon, MAX_PHRASE_WORDS, type Meaning } from '../lexicon/lexicon.ts'
import { foreignHints, translations } from '../lexicon/other-languages.ts'
import { baseForms, type Token } from './tokens.ts'

/** A run of tokens the lexicon knows, or a single one it does not (no meanings). */
export interface Phrase {
  readonly start: number
  readonly end: number
  /** As written in the brief, in lower case. */
  readonly text: string
  readonly meanings: readonly Meaning[]
}

/** Cuts a brief into phrases, the longest known one first at each place. */
export function findPhrases(tokens: readonly Token[]): Phrase[] {
  const isForeign = tokens.some(({ word }) => foreignHints.has(word))
  const phrases: Phrase[] = []
  let start = 0
  while (start < tokens.length) {
    const phrase = longestAt(tokens, start, isForeign)
    phrases.push(phrase)
    start = phrase.end
  }
  return phrases
}

function longestAt(tokens: readonly Token[], start: number, isForeign: boolean): Phrase {
  for (let length = MAX_PHRASE_WORDS; length >= 1; length--) {
    const slice = tokens.slice(start, start + length)
    if (slice.length < length || slice.some((token, i) => i > 0 && token.isAfterBreak)) continue
    const meanings = isForeign && length === 1 ? (translated(slice) ?? lookUp(slice)) : lookUp(slice)
    if (meanings !== undefined) return phrase(slice, start, [...meanings, ...thingsInside(slice, meanings)])
  }
  return phrase(tokens.slice(start, start + 1), start, [])
}

const phrase = (slice: readonly Token[], start: number, meanings: readonly Meaning[]): Phrase => ({
  start,
  end: start + slice.length,
  text: slice
    .map(({ raw }) => raw)
    .join(' ')
    .toLowerCase(),
  meanings,
})

/** A lighthouse keeper has a lighthouse and a train station a train, though the phrase stands for a job or a place. */
function thingsInside(slice: readonly Token[], meanings: readonly Meaning[]): Meaning[] {
  const isJobOrPlace = meanings.length > 0 && meanings.every(({ type }) => type === 'job' || type === 'place')
  if (slice.length === 1 || !isJobOrPlace) return []
  return slice.flatMap((token) =>
    (lookUp([token]) ?? []).flatMap((meaning) => (meaning.type === 'prop' ? [{ ...meaning, isName: false }] : [])),
  )
}

/** Only the last word of a phrase is inflected: "rolling pins", "wearing a chef hat". */
function lookUp(slice: readonly Token[]): readonly Meaning[] | undefined {
  const head = slice.slice(0, -1).map(({ word }) => word)
  for (const form of baseForms(slice.at(-1)?.word ?? '')) {
    const meanings = lexicon.get([...head, form].join(' '))
    if (meanings !== undefined) return meanings
  }
  return undefined
}

function translated(slice: readonly Token[]): readonly Meaning[] | undefined {
  const word = slice[0]?.word ?? ''
  const english = translations.get(word) ?? translations.get(word.replace(/(em|en|er|es|e|s)$/, ''))
  return english === undefined ? undefined : lexicon.get(english)
}
