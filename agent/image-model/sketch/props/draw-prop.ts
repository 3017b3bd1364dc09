import type { propKinds } from '#contract/design-lists.ts'
import type { Inks } from '../inks.ts'
import { adventure } from './adventure.ts'
import { animals } from './animals.ts'
import { bakery } from './bakery.ts'
import { band } from './band.ts'
import { crafts } from './crafts.ts'
import { household } from './household.ts'
import { kitchen } from './kitchen.ts'
import { nature } from './nature.ts'
import { pastime } from './pastime.ts'
import { type Draw, inked } from './pen.ts'
import { science } from './science.ts'
import { sky } from './sky.ts'
import { strings } from './strings.ts'
import { travel } from './travel.ts'
import { wonder } from './wonder.ts'

export type PropKind = (typeof propKinds)[number]

const drawings: Readonly<Record<PropKind, Draw>> = {
  ...adventure,
  ...animals,
  ...bakery,
  ...band,
  ...crafts,
  ...household,
  ...kitchen,
  ...nature,
  ...pastime,
  ...science,
  ...sky,
  ...strings,
  ...travel,
  ...wonder,
}

const floating: ReadonlySet<PropKind> = new Set<PropKind>([
  'balloon',
  'butterfly',
  'fish',
  'hot-air-balloon',
  'kite',
  'moon',
  'paper-plane',
  'planet',
  'rain-cloud',
  'satellite',
  'snowflake',
  'star',
])

/** Markup of a thing in a 100 x 100 box: standing on y = 100, or floating about the middle. */
export const drawProp = (kind: PropKind, inks: Inks): string => inked(drawings[kind], inks)

/** Whether a thing hangs or flies, and so does not stand on the ground. */
export const isFloating = (kind: PropKind): boolean => floating.has(kind)
