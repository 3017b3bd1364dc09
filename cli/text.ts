const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const ELLIPSIS = '…'
const TAB = 9
const LINE_FEED = 10

/** What takes two columns: East Asian wide and full width forms, and pictures. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u

/**
 * Text of a model or a server as a terminal may show it: without escape sequences and other control characters, which
 * could move the cursor, change the title or write into the clipboard. Line feeds stay, tabs become a space.
 */
export function plain(text: string): string {
  return Array.from(text, shown).join('')
}

/** The same on one line. */
export function oneLine(text: string): string {
  return plain(text).replaceAll(/\s+/g, ' ').trim()
}

// Beside the control characters: what turns the direction of writing round, so that text looks like what it is not.
function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code === TAB) return ' '
  if (code === LINE_FEED) return character
  const isControl = code < 32 || (code >= 127 && code < 160)
  const isDirection = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
  return isControl || isDirection || code === 0x2028 || code === 0x2029 ? '' : character
}

/** How many columns a terminal gives to the text, which holds no control characters. */
export function widthOf(text: string): number {
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

/** The text cut to so many columns, with an ellipsis where something is missing. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let width = 0
  let kept = ''
  for (const { segment } of segmenter.segment(text)) {
    const next = width + widthOf(segment)
    if (next > columns - 1) break
    width = next
    kept += segment
  }
  return columns < 1 ? '' : `${kept}${ELLIPSIS}`
}

/** Cut or filled with spaces to exactly so many columns. */
export function fill(text: string, columns: number): string {
  const short = cut(text, columns)
  return short + ' '.repeat(Math.max(0, columns - widthOf(short)))
}

/** Words set into lines of so many columns; a word that is longer is cut. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ').filter((part) => part !== '')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (widthOf(longer) <= columns) line = longer
      else {
        if (line !== '') lines.push(line)
        line = cut(word, columns)
      }
    }
    if (line !== '') lines.push(line)
  }
  return lines
}
