import { cleanLine } from '../text.ts'

const NAME = String.raw`\p{Lu}[\p{L}'’]{1,19}(?: \p{Lu}[\p{L}'’]{1,19})?`
const patterns = [
  new RegExp(
    String.raw`\b(?:[Cc]alled|[Nn]amed|[Nn]ame(?:d)? is|[Nn]ame:|[Ll]lamad[oa]|[Nn]amens|[Hh]eißt|[Nn]ommée?|[Aa]ppelée?) (${NAME})`,
    'u',
  ),
  /(?<!so[- ])\b(?:called|named|llamad[oa]|namens)\s+(?!the\b|a\b|an\b|to\b|for\b|after\b|by\b|in\b|on\b|it\b)(\p{Ll}[\p{L}]{2,15})\b/u,
  new RegExp(`^(${NAME}),? (?:is )?(?:the|an?) `, 'u'),
]
/** Sentence openings that are no names. */
const openings =
  /^(Design|Draw|Make|Paint|Give|Create|Imagine|Show|Please|Picture|Think|Just|Also|Only|Maybe|Not|And|But|With|Without|Like|As|Is|Be|Here|There|This|That|It|Axolotl)\b/

/** The name a brief gives its axolotl ("called Nilo"), or null. Letters only, however the brief spells it. */
export function findName(brief: string): string | null {
  for (const pattern of patterns) {
    const found = pattern.exec(brief)?.[1]
    if (found === undefined || openings.test(found)) continue
    const name = cleanLine(found.replace(/[^\p{L}' ]/gu, ''), 40, '')
    if (name !== '') return name.charAt(0).toUpperCase() + name.slice(1)
  }
  return null
}
