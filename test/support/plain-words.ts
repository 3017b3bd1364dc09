import { between, pick, type Random } from './seeded-random.ts'

/** Makes the text of a string: `name` is its property, `max` the most characters it may have. */
export type Writer = (random: Random, name: string, max: number) => string

/** Plain ones, some with characters of several bytes. */
export const words = [
  ...['amber', 'brûlée', 'brisk', 'coral', 'curious', 'dappled', 'early', 'fern', 'gentle', 'gilded', 'hidden'],
  ...['humming', 'inky', 'lantern', 'little', 'mellow', 'misty', 'moonlit', 'mossy', 'patient', 'pearl', 'quiet'],
  ...[
    'river',
    'rolling',
    'rosy',
    'salt',
    'silver',
    'slow',
    'soft',
    'sunlit',
    'tender',
    'tidal',
    '金色',
    'velvet',
    'willow',
  ],
]
/** Given names, more than a run has lanes. */
export const givenNames = [
  ...['Miso', 'Pebble', 'Juno', 'Tavi', 'Luma', 'Biscuit', 'Nori', 'Quill', 'Zoë', 'Otis', 'Søren', 'Zuma', 'Ada'],
  ...['Bram', 'Cleo', 'Dot', 'Enzo', 'Fig', 'Gus', 'Hazel', 'Ivo', 'Kiko', 'Lottie', 'Mango', 'Odette', 'Pico', 'Ruby'],
]
const titles = ['the Baker', 'of the Reeds', 'Ripple', 'the Bold', 'Lantern', 'of Tide Street', 'Velvet', 'the Second']
const longer = /story|reason|why|detail|thought|note|description|summary|text|critique|message/

/** Plain words: a capital for names, a sentence where there is room for one. */
export const writeWords: Writer = (random, name, max) => {
  const lower = name.toLowerCase()
  if (lower === 'name' && max < 34) return pick(random, givenNames)
  if (lower.endsWith('name') && max >= 34) return `${pick(random, givenNames)} ${pick(random, titles)}`
  const isLong = max >= 100 || longer.test(lower)
  const count = isLong ? between(random, 6, 12) : between(random, 2, 3)
  const text = Array.from({ length: count }, () => pick(random, words)).join(' ')
  return isLong ? `${text[0]?.toUpperCase()}${text.slice(1)}.` : text
}
