import { z } from 'zod'
import {
  accessoryKinds,
  expressions,
  gillPostures,
  gillShapes,
  habitats,
  lightSources,
  moods,
  morphs,
  patterns,
  poses,
  propKinds,
  techniques,
  times,
  views,
} from '#contract/design-lists.ts'
import { paletteMoods } from '#contract/directions.ts'

const NONE = 'none'
const text = (max: number, what: string) => z.string().trim().min(1).max(max).describe(what)
const hex = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, 'must be a colour like #7fb4c8')

/**
 * What a language model writes of a design: the choices that need taste, flat and short, so that a small model under a
 * grammar comes to its end within about 500 tokens (no lists, every string with a limit). Our code makes the rest.
 */
export const WireDesign = z.strictObject({
  name: text(24, 'A given name.'),
  story: text(140, 'One sentence about it.'),
  morph: z.enum(morphs),
  pattern: z.enum(patterns),
  gills: z.enum(gillShapes),
  posture: z.enum(gillPostures),
  expression: z.enum(expressions),
  mood: z.enum(moods),
  pose: z.enum(poses),
  view: z.enum(views),
  habitat: z.enum(habitats),
  detail: text(60, 'What the place looks like.'),
  time: z.enum(times),
  source: z.enum(lightSources),
  technique: z.enum(techniques),
  palette: z.enum(paletteMoods),
  ground: hex.describe('Colour of the background.'),
  accent: hex.describe('Colour that stands out.'),
  wear1: z.enum([...accessoryKinds, NONE]),
  wear2: z.enum([...accessoryKinds, NONE]),
  prop1: z.enum([...propKinds, NONE]),
  prop1Name: text(24, 'What the brief calls it.'),
  prop2: z.enum([...propKinds, NONE]),
  prop2Name: text(24, 'What the brief calls it.'),
  whyLook: text(80, 'Why it looks like this.'),
  whyPlace: text(80, 'Why it is there.'),
})
export type WireDesign = z.infer<typeof WireDesign>

const WireFields = WireDesign.partial()
/** Some fields of a design, as far as a model wrote them well. */
export type WireFields = z.infer<typeof WireFields>

/** A whole answer. The thoughts come first, so that a person reads them while the design is still being made. */
export const WireAnswer = z.strictObject({
  // The least keeps a small model from closing the string at once; it stands in the grammar, nothing else needs it.
  thoughts: text(360, 'Two or three sentences: what the brief asks for and what you choose.').min(80),
  design: WireDesign,
})

/** The fields of a candidate that are valid, each by itself. */
export function validFields(candidate: unknown): WireFields {
  if (typeof candidate !== 'object' || candidate === null) return {}
  const entries = Object.entries(WireDesign.shape).flatMap(([key, schema]) => {
    const field = schema.safeParse(Reflect.get(candidate, key))
    return field.success ? [[key, field.data]] : []
  })
  return WireFields.parse(Object.fromEntries(entries))
}

/** What `wear` and `prop` fields hold: null for none. */
export function isThing<T extends string>(kind: T | typeof NONE | undefined): kind is T {
  return kind !== undefined && kind !== NONE
}
