import { expect, it } from 'vitest'
import { picturePath, plain } from '../../../api/batches/picture-path.ts'
import { sampleResult, sampleVariation } from './support/results.ts'

const pathOf = (customId: string, name: string, index = 0) => {
  const variation = sampleVariation(index)
  const design = variation.design && { ...variation.design, name }
  return picturePath(sampleResult(6, { customId }), { ...variation, design })
}

it.each([
  ['Night baker', 'Miso', 0, 'pictures/0007-night-baker/1-miso.png'],
  ['Night baker', 'Miso', 1, 'pictures/0007-night-baker/2-miso-chosen.png'],
  ['../../etc/passwd', '..', 0, 'pictures/0007-etc-passwd/1.png'],
  ['C:\\con', 'nul', 0, 'pictures/0007-c-con/1-nul.png'],
  ['Żółć Ünïcode', 'Zoë', 0, 'pictures/0007-zo-c-unicode/1-zoe.png'],
  ['夜のパン屋', '味噌', 0, 'pictures/0007/1.png'],
  ['a\u0000b\nc', '-', 0, 'pictures/0007-a-b-c/1.png'],
])('names the picture of %j, %j safely', (customId, name, index, path) => {
  expect(pathOf(customId, name, index)).toBe(path)
})

it('cuts long names without a hyphen at the end', () => {
  expect(plain(`${'a'.repeat(59)} b`)).toBe('a'.repeat(59))
  expect(plain('x'.repeat(500))).toHaveLength(60)
})
