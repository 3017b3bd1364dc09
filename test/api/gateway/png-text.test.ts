import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type PngText, readPngText, writePngText } from '../../../api/gateway/png-text.ts'
import { png } from '../../support/test-gateway.ts'

const texts: readonly [what: string, chunk: 'tEXt' | 'iTXt', text: string][] = [
  ['nothing', 'tEXt', ''],
  ['plain words', 'tEXt', 'an axolotl who tends a lighthouse'],
  ['lines', 'tEXt', 'one\ntwo'],
  ['JSON', 'tEXt', JSON.stringify({ seed: Number.MAX_SAFE_INTEGER, parents: [{ run: 'r', variation: 2 }] })],
  ['Latin letters beyond ASCII', 'iTXt', 'Käthe füttert die Fische'],
  ['letters of every script', 'iTXt', 'アホロートル 六角恐龙 аксолотль 🦎 ‮'],
  ['control characters', 'iTXt', 'bell\u0007 and return\r'],
]

describe('a text in a PNG', () => {
  it.each(texts)('is read back as it was written: %s', async (_what, chunk, text) => {
    const bytes = writePngText(await png(4, 4), [['axoloom:brief', text]])

    expect(readPngText(bytes)).toEqual([['axoloom:brief', text]])
    expect(bytes.includes(chunk)).toBe(true)
    expect(bytes.includes(chunk === 'tEXt' ? 'iTXt' : 'tEXt')).toBe(false)
  })

  it('is one of several, in their order, and leaves the picture as it was', async () => {
    const plain = await png(9, 7, '#3366aa')
    const all: PngText[] = [
      ['Software', 'Axoloom'],
      ['axoloom:brief', 'größer'],
      ['axoloom:seed', '7'],
    ]
    const bytes = writePngText(plain, all)

    expect(readPngText(bytes)).toEqual(all)
    expect(readPngText(plain)).toEqual([])
    const raw = (source: Uint8Array) => sharp(source, { failOn: 'warning' }).raw().toBuffer()
    expect(await raw(bytes)).toEqual(await raw(plain))
  })

  it('is seen by other readers of PNG', async () => {
    const bytes = writePngText(await png(4, 4), [['Description', 'plain words']])
    const { comments } = await sharp(bytes).metadata()

    expect(comments).toEqual([{ keyword: 'Description', text: 'plain words' }])
  })

  it('cannot end its own keyword or be put under a bad one', async () => {
    const plain = await png(4, 4)
    for (const keyword of ['', ' a', 'a ', 'x'.repeat(80), 'a\0b', 'ключ']) {
      expect(() => writePngText(plain, [[keyword, 'text']])).toThrow('keyword')
    }
    expect(readPngText(writePngText(plain, [['a', 'b\0IEND']]))).toEqual([['a', 'bIEND']])
  })

  it('is neither written to nor read from what is no PNG', async () => {
    const plain = await png(4, 4)
    for (const bytes of [Buffer.from('words'), Buffer.alloc(0), Buffer.from(plain).subarray(1)]) {
      expect(() => readPngText(bytes)).toThrow('no PNG')
      expect(() => writePngText(bytes, [])).toThrow('no PNG')
    }
    expect(() => readPngText(Buffer.from(plain).subarray(0, 60))).toThrow('ends early')
  })

  it('is passed over when it is broken or compressed', async () => {
    const bytes = writePngText(await png(4, 4), [
      ['a', 'ü'],
      ['b', 'two'],
    ])
    // the flag that says: compressed
    bytes[bytes.indexOf('iTXta\0') + 6] = 1

    expect(readPngText(bytes)).toEqual([['b', 'two']])
  })
})
