import type { Design } from '../design.ts'
import type { accessoryKinds, propKinds } from '../design-lists.ts'

/** What each member of the design's closed lists is called in a picture's prompt. */
export const morphWords: Readonly<Record<Design['morph'], string>> = {
  wild: 'with olive-brown skin flecked with gold',
  leucistic: 'with milky pink skin',
  'golden-albino': 'with lemon-gold skin',
  'white-albino': 'with pure white skin',
  melanoid: 'with velvet black skin',
  axanthic: 'with cool grey skin',
  copper: 'with caramel copper skin',
  lavender: 'with silver-lilac skin',
  piebald: 'with white skin and dark patches',
  mosaic: 'with skin of two colours like a mosaic',
  gfp: 'with glowing green skin',
  opal: 'with shimmering opal skin',
  nebula: 'with deep violet nebula skin full of stars',
  jade: 'with polished jade skin',
  porcelain: 'with glazed white porcelain skin',
  paper: 'folded from cream paper',
}

export const patternWords: Readonly<Record<Design['pattern']['kind'], string>> = {
  plain: 'Its skin is smooth and plain.',
  freckles: 'Freckles cover its cheeks.',
  speckles: 'Fine speckles cover its back.',
  spots: 'Round spots cover its back.',
  patches: 'Soft patches cover its back.',
  split: 'Its two halves differ in colour.',
  stripes: 'Stripes run down its tail.',
  stars: 'Small stars cover its back.',
  scales: 'Scallops like fish scales cover its back.',
  swirls: 'Swirls run along its sides.',
}

export const gillWords: Readonly<Record<Design['gills']['posture'], string>> = {
  raised: 'Its gills are raised in delight.',
  fanned: 'Its gills are fanned wide.',
  drooping: 'Its gills droop softly.',
  swept: 'Its gills are swept back.',
}

export const expressionWords: Readonly<Record<Design['expression'], string>> = {
  beaming: 'beaming with joy',
  content: 'quietly content',
  sleepy: 'sleepy, eyes half closed',
  mischievous: 'mischievous',
  proud: 'proud',
  shy: 'shy and blushing',
  awed: 'wide-eyed with wonder',
  determined: 'determined',
  wistful: 'wistful',
  dreamy: 'dreamy',
}

export const poseWords: Readonly<Record<Design['pose']['kind'], string>> = {
  floating: 'It floats weightlessly',
  standing: 'It stands upright',
  sitting: 'It sits comfortably',
  leaning: 'It leans to one side',
  holding: 'It stands with full hands',
  swimming: 'It swims with a waving tail',
  dancing: 'It dances on its toes',
  curled: 'It lies curled up',
  leaping: 'It leaps through the air',
  peeking: 'It peeks out from below',
}

export const habitatWords: Readonly<Record<Design['habitat']['kind'], string>> = {
  canal: 'a canal between floating gardens',
  'tide-pool': 'a rocky tide pool',
  'cloud-lake': 'a lake among the clouds',
  greenhouse: 'a lush greenhouse',
  'ice-cave': 'a blue ice cave',
  'lantern-market': 'a street market hung with lanterns',
  'coral-library': 'an underwater library of coral shelves',
  'moon-crater': 'a pond in a moon crater',
  kitchen: 'a cosy kitchen',
  workshop: 'a cluttered workshop',
  stage: 'a theatre stage with curtains',
  'forest-pond': 'a mossy forest pond',
  'city-rooftop': 'a city rooftop',
  'desert-spring': 'a desert spring',
  'space-station': 'the cabin of a space station',
  'train-carriage': 'an old train carriage',
  'castle-hall': 'the great hall of a castle',
  'deep-sea': 'the deep sea floor',
  garden: 'a flowering garden',
  study: 'a study full of shelves',
}

export const timeWords: Readonly<Record<Design['light']['time'], string>> = {
  dawn: 'at dawn',
  day: 'by day',
  'golden-hour': 'at golden hour',
  dusk: 'at dusk',
  night: 'at night',
}

export const sourceWords: Readonly<Record<Design['light']['source'], string>> = {
  sun: 'sunlight',
  moon: 'moonlight',
  lantern: 'warm lantern light',
  candle: 'candlelight',
  glow: 'a soft glow',
  neon: 'neon light',
  fire: 'firelight',
  window: 'window light',
}

export const techniqueWords: Readonly<Record<Design['technique'], string>> = {
  gouache: 'A gouache painting with thick, matte brush strokes',
  'cut-paper': 'A cut-paper collage with layered shadows',
  'ink-wash': 'An ink wash painting on pale paper',
  woodblock: 'A woodblock print with carved lines',
  pixel: 'Pixel art with crisp square pixels',
  'stained-glass': 'A stained-glass window with black lead lines',
  riso: 'A grainy two-colour risograph print',
  clay: 'A clay model photographed on a small set',
  embroidery: 'An embroidery with visible coloured stitches',
  chalk: 'A chalk drawing on a dark ground',
  blueprint: 'A blueprint with white lines on blue paper',
  neon: 'A neon sign of glowing glass tubes',
}

export const viewWords: Readonly<Record<Design['pose']['view'], string>> = {
  'three-quarter': 'in three-quarter view',
  side: 'seen from the side',
  front: 'seen from the front',
  above: 'seen from above',
  portrait: 'framed as a close portrait',
  wide: 'framed as a wide scene',
}

type ThingKind = (typeof accessoryKinds)[number] | (typeof propKinds)[number]
/** Things whose name alone does not read well behind "a". */
export const thingWords: Readonly<Partial<Record<ThingKind, string>>> = {
  bread: 'a loaf of bread',
  dice: 'two dice',
  glasses: 'round glasses',
  goggles: 'brass goggles',
  headphones: 'large headphones',
  sunglasses: 'dark sunglasses',
  scissors: 'a pair of scissors',
  scales: 'a pair of scales',
  'chess-piece': 'a large chess piece',
  moon: 'a bright moon',
  planet: 'a ringed planet',
  sushi: 'a plate of sushi',
  yarn: 'a ball of yarn',
  laurel: 'a laurel wreath',
  ruff: 'a pleated ruff collar',
  wheel: 'a wooden wheel',
  palette: "a painter's palette",
  bow: 'a ribbon bow',
}
