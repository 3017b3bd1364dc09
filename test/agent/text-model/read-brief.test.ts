import { describe, expect, it } from 'vitest'
import { readBrief } from '../../../agent/text-model/scripted/brief/read-brief.ts'
import { jobs } from '../../../agent/text-model/scripted/lexicon/lexicon.ts'

describe('reading a brief', () => {
  it.each([
    ['called Nilo', 'Nilo'],
    ['an axolotl named Xochi Moon', 'Xochi Moon'],
    ['an axolotl called nilo', 'Nilo'],
    ['Nilo, the baker', 'Nilo'],
    ['un ajolote llamado Tlaloc', 'Tlaloc'],
    ["its name is O'Hara", "O'Hara"],
    ['called the night baker', null],
    ['Draw the saddest axolotl', null],
    ['so-called art', null],
  ])('finds the name in "%s"', (brief, name) => {
    expect(readBrief(brief).name).toBe(name)
  })

  it.each([
    ['a teal axolotl', { body: 'teal' }],
    ['a teal and orange axolotl', { body: 'teal', gills: 'orange' }],
    ['an axolotl with crimson gills', { gills: 'crimson' }],
    ['an axolotl before a mustard background', { ground: 'mustard' }],
    ['an axolotl all in lavender', { free: ['lavender'] }],
    ['holding a peach', { free: [] }],
    ['a golden surgeon', { body: 'golden', free: [] }],
    ['a blue bakery', { free: ['blue'] }],
    ['in navy blue, with gold', { free: ['navy blue'] }],
  ])('sees what the colours of "%s" belong to', (brief, expected) => {
    const { body, gills, ground, free } = readBrief(brief).colours
    const words = { body: body?.word, gills: gills?.word, ground: ground?.word, free: free.map(({ word }) => word) }
    expect(words).toMatchObject(expected)
  })

  it('gives things their own colour', () => {
    const { wears, props } = readBrief('a blue scarf, a big red balloon and a porcelain teapot')
    expect(wears[0]).toMatchObject({ name: 'scarf', colour: { word: 'blue' } })
    expect(props.map(({ name, colour }) => [name, colour?.word])).toEqual([
      ['balloon', 'red'],
      ['teapot', undefined],
    ])
  })

  it('does not take what a thing is made of for the axolotl', () => {
    expect(readBrief('with a porcelain teapot and a striped scarf')).toMatchObject({ morph: null, pattern: null })
    expect(readBrief('a porcelain axolotl with stripes')).toMatchObject({
      morph: { value: 'porcelain' },
      pattern: { value: 'stripes' },
    })
  })

  it.each([
    ['in watercolour', { techniques: { value: ['ink-wash', 'gouache'] } }],
    ['as pixel art', { techniques: { value: ['pixel'] } }],
    ['curled up and asleep', { poses: { value: ['curled', 'floating', 'leaning'] } }],
    ['at sunset', { time: { value: 'dusk' } }],
    ['by candlelight', { source: { value: 'candle' } }],
    ['a mischievous one', { feeling: { value: { mood: 'mischievous' } } }],
    ['with a long tail, chubby', { proportions: { tail: 'long', body: 'round' } }],
    ['seen from above', { view: { value: 'above' } }],
    ['feathery gills', { gills: { value: 'feather' } }],
    ['loaves of bread', { props: [{ kind: 'bread', name: 'loaves' }] }],
  ])('understands "%s"', (brief, expected) => {
    expect(readBrief(brief)).toMatchObject(expected)
  })

  it('knows at least 120 jobs, each by its first word, in the plural too', () => {
    expect(jobs.length).toBeGreaterThanOrEqual(120)
    const missed = jobs.flatMap((job) => {
      const [word = ''] = job.words.split(', ')
      const plural = word.endsWith('man')
        ? word.replace(/man$/, 'men')
        : `${word}${/(s|x|ch|sh)$/.test(word) ? 'es' : 's'}`
      return [word, plural].filter((form) => !readBrief(`two ${form} here`).jobs.some(({ value }) => value === job))
    })
    expect(missed).toEqual([])
  })

  it('keeps words it does not know for quoting, as plain letters', () => {
    expect(readBrief('the bureaucracy of <script>alert(1)</script> zeppelins').unknown).toEqual([
      'bureaucracy',
      'script',
      'alert',
    ])
  })
})
