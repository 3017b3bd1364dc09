import type { Design } from '../../../contract/design.ts'
import { colourRoles } from '../../../contract/design-lists.ts'

const hexes = ['#2b5d6e', '#7fb4a8', '#f2b84b', '#f6c9c4', '#d9485f', '#ffe9b8', '#24283f']

/** A palette from one hex for each role, in the order of `colourRoles`. */
export const paletteFrom = (colours: readonly string[]): Design['palette'] =>
  colourRoles.map((role, index) => ({ role, name: role, hex: colours[index] ?? '#000000' }))

const plain: Design = {
  kind: 'axolotl',
  name: 'Miso',
  story: 'Miso waits for the tide.',
  morph: 'leucistic',
  palette: paletteFrom(hexes),
  gills: { shape: 'feather', posture: 'raised' },
  pattern: { kind: 'plain', weight: 'medium' },
  expression: 'content',
  pose: { kind: 'standing', view: 'three-quarter', facing: 'left' },
  proportions: { head: 'regular', body: 'regular', tail: 'regular', gills: 'regular' },
  accessories: [],
  props: [],
  habitat: { kind: 'forest-pond', detail: 'still water' },
  light: { time: 'day', source: 'sun' },
  mood: 'serene',
  technique: 'gouache',
  reasons: {},
}

type Change = Partial<Omit<Design, 'pose' | 'gills' | 'pattern' | 'light' | 'proportions'>> & {
  readonly pose?: Partial<Design['pose']>
  readonly gills?: Partial<Design['gills']>
  readonly pattern?: Partial<Design['pattern']>
  readonly light?: Partial<Design['light']>
  readonly proportions?: Partial<Design['proportions']>
}

/** A plain design with some of it changed. */
export const designWith = (change: Change): Design => ({
  ...plain,
  ...change,
  pose: { ...plain.pose, ...change.pose },
  gills: { ...plain.gills, ...change.gills },
  pattern: { ...plain.pattern, ...change.pattern },
  light: { ...plain.light, ...change.light },
  proportions: { ...plain.proportions, ...change.proportions },
})

/** The colours an SVG names as paint. */
export const paintsIn = (svg: string): Set<string> =>
  new Set(
    [...svg.matchAll(/\s(?:fill|stroke|stop-color|flood-color|lighting-color|color)="([^"]*)"/g)].map(
      (match) => match[1] ?? '',
    ),
  )

export const allowedPaints = (design: Design): Set<string> =>
  new Set(['none', '#000', '#fff', '#000000', '#ffffff', ...design.palette.map((colour) => colour.hex)])
