// The API's image has no fonts, and text that comes out blank would be noticed by nobody: labels are drawn with these.
// Each glyph is a character and its seven rows of five dots, a row a digit in base 32.
const glyphs = `
Aehhvhhh Buhhuhhu Cehggghe Duhhhhhu Evgguggv Fvgguggg Gehgnhhe Hhhhvhhh Ie44444e J72222ic Khikokih
Lggggggv Mhrllhhh Nhhpljhh Oehhhhhe Puhhuggg Qehhhlid Ruhhukih Sfgge11u Tv444444 Uhhhhhhe Vhhhhha4
Whhhllrh Xhha4ahh Yhha4444 Zv1248gv 0ehjlphe 14c4444e 2eh1248v 3v2421he 426aiv22 5vgu11he 668guhhe
7v124888 8ehhehhe 9ehhf12c -000e000 .00000cc _000000v #aavavaa /11248gg :0cc0cc0 +044v440 ?eh12404
@ehnlmge`

const rowsOf = new Map(
  glyphs
    .trim()
    .split(/\s+/)
    .map((glyph) => [glyph[0] ?? '', [...glyph.slice(1)].map((digit) => Number.parseInt(digit, 32))]),
)

/** A glyph's five dots and the gap behind it. */
const ADVANCE = 6

/** How many characters have room in so many pixels. */
export function fitting(pixels: number, dot: number): number {
  return Math.max(0, Math.floor(pixels / (ADVANCE * dot)))
}

/** Capitals without accents; what has no glyph is a question mark, and what is too long ends in dots. */
export function legible(text: string, most: number): string {
  const latin = text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase()
  const known = [...latin].map((letter) => (letter === ' ' || rowsOf.has(letter) ? letter : '?'))
  return known.length <= most ? known.join('') : `${known.slice(0, Math.max(0, most - 2)).join('')}..`
}

/** An SVG path that draws legible text from its upper left corner, `dot` pixels for each dot. */
export function letterPath(text: string, x: number, y: number, dot: number): string {
  let path = ''
  for (const [at, letter] of [...text].entries()) {
    for (const [row, dots] of (rowsOf.get(letter) ?? []).entries()) {
      for (let column = 0; column < 5; column++) {
        if ((dots & (16 >> column)) === 0) continue
        path += `M${x + (at * ADVANCE + column) * dot} ${y + row * dot}h${dot}v${dot}h-${dot}z`
      }
    }
  }
  return path
}
