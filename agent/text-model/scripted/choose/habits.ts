import type { Design } from '#contract/design.ts'

type Some<T> = readonly [T, ...T[]]

/** What usually goes together, so that free choices look meant. */
export const expressionsOf: Readonly<Record<Design['mood'], Some<Design['expression']>>> = {
  joyful: ['beaming', 'beaming', 'content'],
  drowsy: ['sleepy', 'dreamy'],
  triumphant: ['proud', 'determined', 'beaming'],
  mischievous: ['mischievous', 'mischievous', 'content'],
  melancholic: ['wistful', 'dreamy'],
  ceremonial: ['proud', 'content'],
  slapstick: ['awed', 'beaming', 'mischievous'],
  tender: ['shy', 'content', 'dreamy'],
  mysterious: ['awed', 'mischievous', 'dreamy'],
  serene: ['content', 'dreamy'],
  adventurous: ['determined', 'awed', 'proud'],
  cosy: ['content', 'sleepy', 'beaming'],
}

/** Gills carry emotion: raised is glad, fanned surprised, drooping sleepy, swept moving. */
export const posturesOf: Readonly<Record<Design['mood'], Some<Design['gills']['posture']>>> = {
  joyful: ['raised', 'raised', 'fanned'],
  drowsy: ['drooping'],
  triumphant: ['raised', 'swept'],
  mischievous: ['raised', 'swept'],
  melancholic: ['drooping'],
  ceremonial: ['fanned', 'raised'],
  slapstick: ['fanned', 'swept'],
  tender: ['drooping', 'raised'],
  mysterious: ['fanned', 'swept'],
  serene: ['drooping', 'swept', 'fanned'],
  adventurous: ['swept', 'raised'],
  cosy: ['raised', 'drooping'],
}

export const patternsOf: Readonly<Record<Design['morph'], Some<Design['pattern']['kind']>>> = {
  wild: ['speckles', 'patches', 'stripes'],
  leucistic: ['freckles', 'plain', 'spots', 'swirls'],
  'golden-albino': ['speckles', 'stars', 'stripes'],
  'white-albino': ['plain', 'freckles', 'scales'],
  melanoid: ['stars', 'plain', 'swirls', 'scales'],
  axanthic: ['speckles', 'stripes', 'spots'],
  copper: ['freckles', 'spots', 'stripes'],
  lavender: ['spots', 'spots', 'stars'],
  piebald: ['patches'],
  mosaic: ['split', 'patches'],
  gfp: ['speckles', 'stripes', 'stars'],
  opal: ['scales', 'swirls', 'plain'],
  nebula: ['stars', 'swirls'],
  jade: ['swirls', 'scales', 'stripes'],
  porcelain: ['swirls', 'spots', 'scales'],
  paper: ['plain', 'stripes', 'spots'],
}

/** Light one can have at a time of day. */
export const lightsAt: Readonly<Record<Design['light']['time'], Some<Design['light']['source']>>> = {
  dawn: ['sun', 'window', 'lantern', 'glow'],
  day: ['sun', 'window', 'glow', 'candle'],
  'golden-hour': ['sun', 'window', 'fire', 'candle'],
  dusk: ['lantern', 'window', 'candle', 'glow', 'fire', 'neon'],
  night: ['moon', 'lantern', 'candle', 'glow', 'neon', 'fire', 'window'],
}
