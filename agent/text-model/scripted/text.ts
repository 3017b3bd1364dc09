/** One line of printable text of at most `max` UTF-16 units; whole characters only, never empty. */
export function cleanLine(text: string, max: number, fallback = 'something'): string {
  const line = text
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/ ([,.!?])/g, '$1')
    .trim()
  return cut(line, max) || fallback
}

/** Ends at a word where it can, and never in the middle of a surrogate pair. */
function cut(line: string, max: number): string {
  if (line.length <= max) return line
  let end = ''
  for (const character of line) {
    if (end.length + character.length > max) break
    end += character
  }
  const space = end.lastIndexOf(' ')
  return (space > max / 2 ? end.slice(0, space) : end).replace(/[\s,;:.-]+$/u, '')
}

/** "a kettle", "an oven". */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`
}

/** "bread", "bread and tea", "bread, tea and a moon". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** "tide-pool" as people write it. */
export function spoken(kind: string): string {
  return kind.replaceAll('-', ' ')
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
