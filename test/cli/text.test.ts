import { describe, expect, it } from 'vitest'
import { cut, fill, oneLine, plain, widthOf, wrap } from '../../cli/text.ts'

describe('text of a model', () => {
  const rows: readonly [what: string, text: string, shown: string][] = [
    ['a colour', '\x1b[31mred', '[31mred'],
    ['a title of the window', '\x1b]0;owned\x07x', ']0;ownedx'],
    ['a sequence in one byte', 'a\u009b2Jb', 'a2Jb'],
    ['a return that overwrites the line', 'good\rbad', 'goodbad'],
    ['a direction that turns text round', 'a\u202egnp.exe', 'agnp.exe'],
    ['a direction for a part of it', 'a\u2066b\u2069c\u2067', 'abc'],
    ['a tab', 'a\tb', 'a b'],
    ['a line separator', 'a\u2028b', 'ab'],
    ['what is harmless', 'Xōchitl 🦎\nsecond', 'Xōchitl 🦎\nsecond'],
  ]

  it.each(rows)('reaches the terminal without control characters: %s', (_what, text, shown) => {
    expect(plain(text)).toBe(shown)
  })

  it('is put on one line', () => {
    expect(oneLine('  one\n\n two\t three ')).toBe('one two three')
  })
})

describe('columns', () => {
  it.each([
    ['', 0],
    ['axolotl', 7],
    ['é', 1],
    ['e\u0301', 1],
    ['水槽', 4],
    ['🦎', 2],
    ['👩‍🚀', 2],
    ['…│✓', 3],
  ])('are counted: "%s" takes %d', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  it('are never more than asked for, whatever is cut', () => {
    for (const text of ['axolotl', '水槽水槽', '🦎🦎🦎', 'a水b槽']) {
      for (let columns = 0; columns < 10; columns += 1) {
        expect(widthOf(cut(text, columns))).toBeLessThanOrEqual(columns)
        expect(widthOf(fill(text, columns))).toBe(columns)
      }
    }
  })

  it('hold whole words where they can', () => {
    expect(wrap('an axolotl who bakes\nat night', 10)).toEqual(['an axolotl', 'who bakes', 'at night'])
    expect(wrap('Xochimilcotitlan by day', 8)).toEqual(['Xochimi…', 'by day'])
  })
})
