import type { BatchResult, BatchResultVariation } from '#contract/batch-result.ts'

/** Longest part of a name that comes from a person or a model: two of them stay far below what file systems take. */
const MOST_CHARACTERS = 60

/**
 * Where a picture lies in the zip: `pictures/0007-night-baker/2-miso-chosen.png`. The line of the file and the number
 * of the variation (from 1, as people count) keep names apart that read the same; nothing in it needs quoting anywhere.
 */
export function picturePath(result: BatchResult, variation: BatchResultVariation): string {
  const row = [String(result.line).padStart(4, '0'), plain(result.customId)]
  const isChosen = result.choice?.variation === variation.index
  const file = [String(variation.index + 1), plain(variation.design?.name ?? ''), isChosen ? 'chosen' : '']
  return `pictures/${joined(row)}/${joined(file)}.${endingOf(variation.picture?.mediaType)}`
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('-')
}

/** Small Latin letters, digits and hyphens; nothing where there are none. */
export function plain(text: string): string {
  const latin = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = latin.replace(/[^a-z0-9]+/g, '-').slice(0, MOST_CHARACTERS)
  return words.replace(/^-+|-+$/g, '')
}

function endingOf(mediaType = 'image/png'): string {
  return /^image\/(png|webp|jpeg)$/.exec(mediaType)?.[1] ?? 'bin'
}
