/** One word of a brief. */
export interface Token {
  /** Folded for look-up: lower case, no accents, no possessive. */
  readonly word: string
  /** As written. */
  readonly raw: string
  /** A comma, full stop or the like stands before it. */
  readonly isAfterBreak: boolean
}

/** Briefs are at most 2,000 characters; more words than this say nothing new. */
const MAX_TOKENS = 400

/** Folds case, accents and typographic quotes, so that "Bäckerei" and "backerei" meet. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
}

/** Words and where clauses break. "don't" becomes "do not", "witch's" becomes "witch", "cut-paper" two words. */
export function tokensOf(text: string): Token[] {
  const plain = text.replace(/[’‘`]/g, "'").replace(/n't\b/gi, ' not')
  const tokens: Token[] = []
  let isAfterBreak = false
  for (const [piece] of plain.matchAll(/[\p{L}\p{M}\p{N}]+(?:'[\p{L}]+)?|[^\p{L}\p{M}\p{N}\s'-]+|\s[-–—]+\s/gu)) {
    if (!/^[\p{L}\p{M}\p{N}]/u.test(piece)) {
      isAfterBreak = true
      continue
    }
    const raw = piece.replace(/'s$/i, '')
    tokens.push({ word: folded(raw).replaceAll("'", ''), raw, isAfterBreak })
    isAfterBreak = false
    if (tokens.length === MAX_TOKENS) break
  }
  return tokens
}

/** The word itself and what it may be an inflection of: "loaves" -> "loaf", "baking" -> "bake", "hugged" -> "hug". */
export function baseForms(word: string): string[] {
  const forms = [word]
  const add = (form: string) => form.length >= 2 && forms.push(form)
  if (word.endsWith('ies')) add(`${word.slice(0, -3)}y`)
  if (word.endsWith('ves')) forms.push(`${word.slice(0, -3)}f`, `${word.slice(0, -3)}fe`)
  if (/(s|x|z|ch|sh|o)es$/.test(word)) add(word.slice(0, -2))
  if (/[^s]s$/.test(word)) add(word.slice(0, -1))
  if (word.endsWith('men')) add(`${word.slice(0, -3)}man`)
  const stem = /^(.{3,})(?:ing|ed)$/.exec(word)?.[1] ?? /^(.{2,})ing$/.exec(word)?.[1]
  if (stem !== undefined) {
    forms.push(stem, `${stem}e`)
    if (/([^aeiou])\1$/.test(stem)) forms.push(stem.slice(0, -1))
  }
  return forms
}
