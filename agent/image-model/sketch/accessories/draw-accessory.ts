import type { accessoryKinds } from '#contract/design-lists.ts'
import type { Inks } from '../inks.ts'
import { type Draw, inked } from '../props/pen.ts'
import { eyewear } from './eyewear.ts'
import { garments } from './garments.ts'
import { headgear } from './headgear.ts'
import { neckwear } from './neckwear.ts'
import { softHats } from './soft-hats.ts'
import { tallHats } from './tall-hats.ts'

export type AccessoryKind = (typeof accessoryKinds)[number]
export type Anchor = 'head-top' | 'eyes' | 'mouth' | 'neck' | 'torso' | 'back' | 'whole-head'

const drawings: Readonly<Record<AccessoryKind, Draw>> = {
  ...eyewear,
  ...garments,
  ...headgear,
  ...neckwear,
  ...softHats,
  ...tallHats,
}

const anchors: Readonly<Record<AccessoryKind, Anchor>> = {
  apron: 'torso',
  backpack: 'back',
  bandana: 'head-top',
  beret: 'head-top',
  'bow-tie': 'neck',
  bow: 'head-top',
  cape: 'back',
  'chef-hat': 'head-top',
  'cowboy-hat': 'head-top',
  crown: 'head-top',
  'diving-helmet': 'whole-head',
  'eye-patch': 'eyes',
  'flower-crown': 'head-top',
  glasses: 'eyes',
  goggles: 'eyes',
  'graduation-cap': 'head-top',
  'hard-hat': 'head-top',
  headphones: 'whole-head',
  helmet: 'head-top',
  'jester-hat': 'head-top',
  'lab-coat': 'torso',
  laurel: 'head-top',
  medal: 'neck',
  monocle: 'eyes',
  necklace: 'neck',
  'party-hat': 'head-top',
  'pirate-hat': 'head-top',
  ruff: 'neck',
  'sailor-hat': 'head-top',
  scarf: 'neck',
  'space-helmet': 'whole-head',
  stethoscope: 'neck',
  'straw-hat': 'head-top',
  sunglasses: 'eyes',
  tie: 'neck',
  'tool-belt': 'torso',
  'top-hat': 'head-top',
  vest: 'torso',
  'witch-hat': 'head-top',
  'woolly-hat': 'head-top',
}

/** The place on the body that a drawing's origin lies on. */
export const accessoryAnchor = (kind: AccessoryKind): Anchor => anchors[kind]

/** Markup of something worn, in units of a hundredth of the head's width about its anchor. */
export const drawAccessory = (kind: AccessoryKind, inks: Inks): string => inked(drawings[kind], inks)
