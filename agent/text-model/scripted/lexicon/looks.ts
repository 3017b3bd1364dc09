import type { Design } from '#contract/design.ts'

/** Words for how the animal looks. Each key is a member of the design's list, each value the words that ask for it. */
export const morphWords: Readonly<Partial<Record<Design['morph'], string>>> = {
  wild: 'wild type, wild-type, wild axolotl, camouflaged',
  leucistic: 'leucistic, lucy, classic axolotl',
  'golden-albino': 'golden albino',
  'white-albino': 'white albino, albino',
  melanoid: 'melanoid, melanistic, velvet black, pitch black',
  axanthic: 'axanthic',
  copper: 'copper',
  lavender: 'silver dalmatian, dalmatian',
  piebald: 'piebald, cow pattern, cow print, two-tone, pied, black and white axolotl',
  mosaic: 'mosaic, chimera, half and half, two-faced, split down the middle, harlequin, patchwork',
  gfp: 'gfp, glowing, bioluminescent, luminous, fluorescent, radioactive, glow in the dark, glows, luminescent',
  opal: 'opal, opalescent, iridescent, rainbow, shimmering, mother of pearl, holographic, pearly, unicorn',
  nebula: 'nebula, galaxy axolotl, cosmic, starry axolotl, galactic, space axolotl, celestial, made of stars, astral',
  jade: 'jade, made of jade, stone statue',
  porcelain: 'porcelain, china doll, ceramic, made of porcelain, glazed, delft, kintsugi',
  paper: 'made of paper, paper axolotl, folded paper, papery, cardboard, papercraft',
}

export const patternWords: Readonly<Partial<Record<Design['pattern']['kind'], string>>> = {
  plain: 'plain, spotless, unpatterned, smooth skin',
  freckles: 'freckles, freckled, freckly',
  speckles: 'speckles, speckled, sprinkled, glitter, glittery, sparkly, sparkling, dusted',
  spots: 'spots, spotted, spotty, polka dot, polka dots, dotted, leopard, ladybird pattern, cheetah',
  patches: 'patches, patched, patchy, cow, calico, camouflage, giraffe',
  split: 'split colours, half black half white, divided, two halves, split face',
  stripes: 'stripes, striped, stripy, tiger, zebra, banded, candy cane',
  stars: 'starry, star pattern, covered in stars, star-spangled, constellated',
  scales: 'scaly, dragon scales, fish scales, mermaid scales, armoured',
  swirls: 'swirls, swirly, swirling, marbled, paisley, spirals, tattooed, tattoo, psychedelic, van gogh',
}

export const gillWords: Readonly<Partial<Record<Design['gills']['shape'], string>>> = {
  feather: 'feathery gills, feather gills, feathers, feathered',
  fern: 'fern gills, ferny gills, ferns',
  coral: 'coral gills, branching gills, antler gills, antlers',
  ribbon: 'ribbon gills, flowing gills, long flowing gills, silky gills',
  plume: 'plume gills, plumes, fluffy gills, big gills, huge gills, fluffy, peacock',
  leaf: 'leaf gills, leafy gills',
  flame: 'flame gills, fiery gills, burning gills, gills of fire, gills on fire, fiery, flaming, phoenix',
}

export const postureWords: Readonly<Record<Design['gills']['posture'], string>> = {
  raised: 'raised gills, perky gills, gills up',
  fanned: 'fanned gills, spread gills, gills spread, wide gills',
  drooping: 'drooping gills, droopy gills, hanging gills, droopy',
  swept: 'swept gills, windswept, gills swept back, windblown',
}

type Pose = Design['pose']['kind']
/** Verbs and the poses that can show them: a list, so that siblings need not all do it the same way. */
export const poseWords: readonly (readonly [words: string, poses: readonly [Pose, ...Pose[]]])[] = [
  [
    'floating, float, hovering, hover, drifting, drift, weightless, levitating, levitate',
    ['floating', 'swimming', 'leaping'],
  ],
  ['standing, stand, upright, posing, guarding, waiting in line, stands', ['standing', 'leaning', 'holding']],
  ['sitting, sit, seated, sat, perched, resting, kneeling, meditating, meditate', ['sitting', 'leaning', 'curled']],
  ['leaning, lean, lounging, slouching, relaxing, relax, chilling, chill', ['leaning', 'sitting', 'floating']],
  [
    'holding, hold, carrying, carry, hugging, hug, cradling, clutching, offering, gripping',
    ['holding', 'standing', 'sitting'],
  ],
  ['swimming, swim, diving, dive, paddling, gliding, snorkelling', ['swimming', 'floating', 'leaping']],
  [
    'dancing, dance, waltz, twirling, spinning, moonwalk, tango, salsa, disco dancing, breakdancing',
    ['dancing', 'leaping', 'standing'],
  ],
  [
    'sleeping, sleep, asleep, napping, nap, curled up, curled, snoozing, dreaming, hibernating, bedtime',
    ['curled', 'floating', 'leaning'],
  ],
  [
    'leaping, leap, jumping, jump, flying, fly, running away, sprinting, racing, race, charging, escaping, skipping, bouncing',
    ['leaping', 'swimming', 'dancing'],
  ],
  [
    'peeking, peek, hiding, hide, sneaking, sneak, spying, peeping, lurking, looking out, playing hide and seek',
    ['peeking', 'leaning', 'curled'],
  ],
]

export const viewWords: Readonly<Record<Design['pose']['view'], string>> = {
  'three-quarter': 'three-quarter view, three quarter view',
  side: 'side view, profile, in profile, from the side',
  front: 'front view, facing us, head on, from the front, facing the viewer',
  above: 'from above, top view, bird view, birds eye view, top-down, overhead',
  portrait: 'portrait, close-up, close up, headshot, bust, closeup, mugshot',
  wide: 'wide shot, panorama, landscape, vast, tiny in a huge, far away, wide view',
}

export const proportionWords: readonly (readonly [words: string, change: Partial<Design['proportions']>])[] = [
  [
    'chubby, fat, round, plump, chunky, rotund, big belly, well-fed, tubby, massive, giant, enormous',
    { body: 'round' },
  ],
  ['slim, thin, slender, lanky, skinny, lean body, elongated', { body: 'slim' }],
  [
    'big head, large head, huge head, big-headed, chibi, baby, kawaii, toddler, larva',
    { head: 'large', tail: 'short' },
  ],
  ['small head, tiny head', { head: 'small' }],
  ['long tail, flowing tail, huge tail', { tail: 'long' }],
  ['short tail, stubby tail, stubby', { tail: 'short' }],
  ['long gills, huge gills, big gills, enormous gills', { gills: 'long' }],
  ['short gills, small gills, tiny gills', { gills: 'short' }],
]

export const techniqueWords: readonly (readonly [
  words: string,
  techniques: readonly [Design['technique'], ...Design['technique'][]],
])[] = [
  [
    'gouache, oil painting, in oils, acrylic, tempera, oil paint, impressionist, fresco, picture book, storybook',
    ['gouache'],
  ],
  ['watercolour, watercolor, aquarelle, in watercolour', ['ink-wash', 'gouache']],
  [
    'ink wash, ink-wash, sumi-e, sumie, brush and ink, in ink, ink drawing, wash drawing, monochrome drawing',
    ['ink-wash'],
  ],
  [
    'cut paper, paper cut, papercut, cut-paper, collage, paper cutout, kirigami, origami style, matisse, silhouette',
    ['cut-paper'],
  ],
  ['woodblock, woodcut, linocut, lino cut, ukiyo-e, ukiyoe, block print, engraving, etching', ['woodblock']],
  [
    'pixel art, pixel, 8-bit, 8 bit, 16-bit, 16 bit, retro game, sprite, game boy, pixelated, minecraft, voxel',
    ['pixel'],
  ],
  ['stained glass, stained-glass, church window, leaded glass, mosaic tiles', ['stained-glass']],
  [
    'riso, risograph, screen print, screenprint, halftone, pop art, zine, offset print, comic style, silkscreen',
    ['riso'],
  ],
  ['clay, plasticine, claymation, stop motion, clay figure, sculpture, figurine, play-doh, 3d model', ['clay']],
  [
    'embroidery, embroidered, cross-stitch, cross stitch, stitched, tapestry, felted, knitted, crocheted, patchwork quilt, textile',
    ['embroidery'],
  ],
  [
    'chalk, chalkboard, blackboard, crayon, pastel drawing, pencil drawing, charcoal drawing, sidewalk drawing, sketch, doodle',
    ['chalk'],
  ],
  [
    'blueprint, technical drawing, schematic, engineering drawing, patent drawing, construction plan, x-ray',
    ['blueprint'],
  ],
  ['neon, neon sign, neon lights, neon tubes, synthwave, vaporwave, cyberpunk, tron, cyber', ['neon']],
]
