import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSaidReader } from '../../../agent/text-model/said-reader.ts'

const read = (pieces: readonly string[], key = 'thoughts') => {
  const reader = createSaidReader(key)
  return pieces.map((piece) => reader.push(piece))
}
const isWhole = (text: string) => !/[\ud800-\udbff]$|^[\udc00-\udfff]/.test(text)

describe('createSaidReader', () => {
  it.each([
    { name: 'the first member', json: '{"thoughts":"a warm oven","design":{}}', said: 'a warm oven' },
    { name: 'a later member', json: '{"design":{"thoughts":"no"},"list":["x",{}],"thoughts":"yes"}', said: 'yes' },
    { name: 'spaces and a greeting', json: 'Sure!\n```json\n{ "thoughts" : "hm" }\n```', said: 'hm' },
    { name: 'escapes', json: '{"thoughts":"a \\"b\\" \\\\ \\n \\u00e9 \\ud83d\\udd25"}', said: 'a "b" \\ \n é 🔥' },
    { name: 'a value that looks like the key', json: '{"a":"thoughts","b":"no"}', said: '' },
    { name: 'a member that is no string', json: '{"thoughts":5,"b":"no"}', said: '' },
    { name: 'an end in the middle', json: '{"thoughts":"half of', said: 'half of' },
    { name: 'no JSON at all', json: 'The weather is mild.', said: '' },
  ])('reads $name, however it is cut', ({ json, said }) => {
    expect(read([json]).join('')).toBe(said)
    expect(read(json.split('')).join('')).toBe(said)
    for (let at = 1; at < json.length; at++) expect(read([json.slice(0, at), json.slice(at)]).join('')).toBe(said)
  })

  it('gives back any text, in whole characters, at any cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(400)), (text, cuts) => {
        const json = JSON.stringify({ other: 'x', thoughts: text })
        const places = [...new Set(cuts.filter((at) => at < json.length))].sort((a, b) => a - b)
        const pieces = [0, ...places].map((at, i) => json.slice(at, places[i]))
        const said = read(pieces)
        expect(said.join('')).toBe(text)
        expect(said.every((piece) => piece === '' || isWhole(piece))).toBe(true)
      }),
    )
  })
})
