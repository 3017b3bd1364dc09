import { z } from 'zod'
import {
  accessoryKinds,
  colourRoles,
  expressions,
  facings,
  gillPostures,
  gillShapes,
  habitats,
  lightSources,
  moods,
  morphs,
  patterns,
  patternWeights,
  poses,
  propKinds,
  techniques,
  times,
  traits,
  views,
} from './design-lists.ts'

/** Printable text on one line: control characters and line or paragraph separators have no place in a slot. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line of printable text')

export const Hex = z.string().regex(/^#[0-9a-f]{6}$/, 'must be a colour like #7fb4c8')
export const Trait = z.enum(traits)
export type Trait = z.infer<typeof Trait>

export const Colour = z.strictObject({ role: z.enum(colourRoles), name: text(32), hex: Hex })
export type Colour = z.infer<typeof Colour>
export type ColourRole = Colour['role']

const isOneOfEachRole = (colours: readonly Colour[]) =>
  new Set(colours.map((colour) => colour.role)).size === colours.length

/** Something worn. `colour` names the palette role it is drawn in. */
export const Accessory = z.strictObject({ kind: z.enum(accessoryKinds), colour: z.enum(colourRoles) })
/** A thing in the scene. `name` is what the brief calls it ("sourdough"), `kind` is what is drawn ("bread"). */
export const Prop = z.strictObject({ kind: z.enum(propKinds), name: text(40), colour: z.enum(colourRoles) })

/** The design of one axolotl: everything a picture and its prompt are made from. */
export const Design = z
  .strictObject({
    kind: z.literal('axolotl'),
    name: text(40),
    story: text(240).describe('One sentence.'),
    morph: z.enum(morphs),
    palette: z.array(Colour).length(colourRoles.length).refine(isOneOfEachRole, 'must hold one colour for each role'),
    gills: z.strictObject({ shape: z.enum(gillShapes), posture: z.enum(gillPostures) }),
    pattern: z.strictObject({ kind: z.enum(patterns), weight: z.enum(patternWeights) }),
    expression: z.enum(expressions),
    pose: z.strictObject({ kind: z.enum(poses), view: z.enum(views), facing: z.enum(facings) }),
    proportions: z.strictObject({
      head: z.enum(['small', 'regular', 'large']),
      body: z.enum(['slim', 'regular', 'round']),
      tail: z.enum(['short', 'regular', 'long']),
      gills: z.enum(['short', 'regular', 'long']),
    }),
    accessories: z.array(Accessory).max(3),
    props: z.array(Prop).max(3),
    habitat: z.strictObject({ kind: z.enum(habitats), detail: text(80) }),
    light: z.strictObject({ time: z.enum(times), source: z.enum(lightSources) }),
    mood: z.enum(moods),
    technique: z.enum(techniques),
    reasons: z.partialRecord(Trait, text(120)).describe('Why each trait was chosen, in a few words.'),
  })
  .meta({ id: 'Design' })
export type Design = z.infer<typeof Design>
