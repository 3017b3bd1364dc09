import { z } from 'zod'

// The lists are closed where the sketch renderer draws each member or where a free word could
// steer an image model; everything a person only reads is short free text.

export const morphs = [
  'wild',
  'leucistic',
  'golden-albino',
  'white-albino',
  'melanoid',
  'axanthic',
  'copper',
  'lavender',
  'piebald',
  'mosaic',
  'gfp',
  'opal',
  'nebula',
  'jade',
  'porcelain',
  'paper',
] as const
export const gillShapes = ['feather', 'fern', 'coral', 'ribbon', 'plume', 'leaf', 'flame'] as const
export const gillPostures = ['raised', 'fanned', 'drooping', 'swept'] as const
export const patterns = [
  'plain',
  'freckles',
  'speckles',
  'spots',
  'patches',
  'split',
  'stripes',
  'stars',
  'scales',
  'swirls',
] as const
export const patternWeights = ['light', 'medium', 'bold'] as const
export const expressions = [
  'beaming',
  'content',
  'sleepy',
  'mischievous',
  'proud',
  'shy',
  'awed',
  'determined',
  'wistful',
  'dreamy',
] as const
export const poses = [
  'floating',
  'standing',
  'sitting',
  'leaning',
  'holding',
  'swimming',
  'dancing',
  'curled',
  'leaping',
  'peeking',
] as const
export const views = ['three-quarter', 'side', 'front', 'above', 'portrait', 'wide'] as const
export const facings = ['left', 'right'] as const
export const techniques = [
  'gouache',
  'cut-paper',
  'ink-wash',
  'woodblock',
  'pixel',
  'stained-glass',
  'riso',
  'clay',
  'embroidery',
  'chalk',
  'blueprint',
  'neon',
] as const
export const habitats = [
  'canal',
  'tide-pool',
  'cloud-lake',
  'greenhouse',
  'ice-cave',
  'lantern-market',
  'coral-library',
  'moon-crater',
  'kitchen',
  'workshop',
  'stage',
  'forest-pond',
  'city-rooftop',
  'desert-spring',
  'space-station',
  'train-carriage',
  'castle-hall',
  'deep-sea',
  'garden',
  'study',
] as const
export const times = ['dawn', 'day', 'golden-hour', 'dusk', 'night'] as const
export const lightSources = ['sun', 'moon', 'lantern', 'candle', 'glow', 'neon', 'fire', 'window'] as const
export const moods = [
  'joyful',
  'drowsy',
  'triumphant',
  'mischievous',
  'melancholic',
  'ceremonial',
  'slapstick',
  'tender',
  'mysterious',
  'serene',
  'adventurous',
  'cosy',
] as const
export const accessoryKinds = [
  'apron',
  'backpack',
  'bandana',
  'beret',
  'bow-tie',
  'bow',
  'cape',
  'chef-hat',
  'cowboy-hat',
  'crown',
  'diving-helmet',
  'eye-patch',
  'flower-crown',
  'glasses',
  'goggles',
  'graduation-cap',
  'hard-hat',
  'headphones',
  'helmet',
  'jester-hat',
  'lab-coat',
  'laurel',
  'medal',
  'monocle',
  'necklace',
  'party-hat',
  'pirate-hat',
  'ruff',
  'sailor-hat',
  'scarf',
  'space-helmet',
  'stethoscope',
  'straw-hat',
  'sunglasses',
  'tie',
  'tool-belt',
  'top-hat',
  'vest',
  'witch-hat',
  'woolly-hat',
] as const
export const propKinds = [
  'accordion',
  'alarm-clock',
  'anchor',
  'apple',
  'astrolabe',
  'ball',
  'balloon',
  'basket',
  'bell',
  'bicycle',
  'boat',
  'book',
  'bottle',
  'bread',
  'broom',
  'bucket',
  'butterfly',
  'cactus',
  'cake',
  'camera',
  'candle',
  'cat',
  'cauldron',
  'chess-piece',
  'clock',
  'coffee-cup',
  'compass',
  'computer',
  'crystal-ball',
  'cupcake',
  'dice',
  'drum',
  'easel',
  'feather-pen',
  'fish',
  'fishing-rod',
  'flag',
  'flower',
  'gear',
  'gift',
  'globe',
  'guitar',
  'hammer',
  'harp',
  'hot-air-balloon',
  'hourglass',
  'ice-cream',
  'key',
  'kite',
  'ladder',
  'lantern',
  'lighthouse',
  'magnifying-glass',
  'map',
  'mask',
  'microphone',
  'microscope',
  'mirror',
  'moon',
  'mushroom',
  'noodle-bowl',
  'octopus',
  'oven',
  'paint-brush',
  'palette',
  'paper-plane',
  'piano',
  'pizza',
  'planet',
  'plant-pot',
  'potion',
  'pumpkin',
  'rain-cloud',
  'robot',
  'rocket',
  'rolling-pin',
  'satellite',
  'saxophone',
  'scales',
  'scissors',
  'scroll',
  'sewing-machine',
  'shell',
  'shield',
  'skateboard',
  'snail',
  'snowflake',
  'star',
  'suitcase',
  'surfboard',
  'sushi',
  'sword',
  'teapot',
  'telescope',
  'tent',
  'train',
  'treasure-chest',
  'tree',
  'trophy',
  'trumpet',
  'turtle',
  'typewriter',
  'umbrella',
  'violin',
  'wand',
  'watering-can',
  'wheel',
  'yarn',
] as const

/** A palette has exactly one colour for each role; the picture uses these, black, white and transparency only. */
export const colourRoles = ['dominant', 'support', 'accent', 'body', 'gills', 'light', 'ink'] as const

/** Traits a person can read a reason for, keep in a child run, or compare between siblings. */
export const traits = [
  'morph',
  'palette',
  'gills',
  'pattern',
  'expression',
  'pose',
  'proportions',
  'accessories',
  'props',
  'habitat',
  'light',
  'mood',
  'technique',
] as const

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
