import type { Phrase } from './find-phrases.ts'

const dull = new Set(
  (
    'about above after again against along also always among another around away back because been before being below ' +
    'between both bring brings came come comes could does doing done down draw during each else ever every everyone ' +
    'everything feel feels from full gets give gives goes going good great have having here hers herself himself into ' +
    'itself just keep keeps kind know knows large last left less like likes little long look looking looks lots love ' +
    'loves made make makes many maybe more most much must need needs never next nice once only onto other over owns ' +
    'part picture please quite really runs said same says seen sees shall should show side since slightly small some ' +
    'someone something still such take takes tell than that their them then there these they thing things think this ' +
    'those though through time tiny together told took toward towards under until upon used using very want wants wear ' +
    'wearing wears well went were what when where which while whose will wish with within without work working works ' +
    'would year years your axolotl axolotls called named design salamander lives living live named huge grand brand'
  ).split(' '),
)

/** Words worth quoting that the lexicon does not know, at most four, in the order of the brief. */
export function salientWords(phrases: readonly Phrase[]): string[] {
  const words = phrases
    .filter(({ meanings }) => meanings.length === 0)
    .map(({ text }) => text)
    .filter((word) => /^\p{L}{4,16}$/u.test(word) && !dull.has(word))
  return [...new Set(words)].slice(0, 4)
}
