import { Design } from '../../contract/design.ts'
import { colourRoles } from '../../contract/design-lists.ts'

/** A valid design for tests that need one and do not care which. */
export const sampleDesign: Design = Design.parse({
  kind: 'axolotl',
  name: 'Miso',
  story: 'Miso bakes while the harbour sleeps.',
  morph: 'leucistic',
  palette: colourRoles.map((role, at) => ({ role, name: `${role} blue`, hex: `#3366${at}0` })),
  gills: { shape: 'feather', posture: 'raised' },
  pattern: { kind: 'freckles', weight: 'light' },
  expression: 'content',
  pose: { kind: 'standing', view: 'three-quarter', facing: 'left' },
  proportions: { head: 'large', body: 'round', tail: 'long', gills: 'regular' },
  accessories: [{ kind: 'apron', colour: 'light' }],
  props: [{ kind: 'bread', name: 'sourdough', colour: 'accent' }],
  habitat: { kind: 'kitchen', detail: 'an oven in a reed bank' },
  light: { time: 'night', source: 'fire' },
  mood: 'cosy',
  technique: 'gouache',
  reasons: { mood: 'a bakery at night is warm' },
})
