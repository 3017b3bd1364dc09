import type { HabitatKind } from './job.ts'
import type { PropKind } from './things.ts'

interface HabitatWords {
  /** Follows a place of the brief: "a bakery, hewn into blue ice". */
  readonly join: string
  /** Places in their own right; each reads well after "in". */
  readonly details: readonly [string, ...string[]]
  readonly props: readonly [PropKind, ...PropKind[]]
}

export const habitatWords: Readonly<Record<HabitatKind, HabitatWords>> = {
  canal: {
    join: 'moored in the old canals',
    details: [
      'a canal between floating gardens',
      'the reeds behind the flower boats',
      'a green canal under two volcanoes',
      'a side canal that only herons know',
    ],
    props: ['boat', 'flower', 'lantern'],
  },
  'tide-pool': {
    join: 'built round a tide pool',
    details: [
      'a rock pool with shell towers',
      'the last pool before the open sea',
      'a tide pool full of borrowed sky',
      'a pool that the lighthouse winks at',
    ],
    props: ['shell', 'lighthouse', 'bucket'],
  },
  'cloud-lake': {
    join: 'afloat on a lake of cloud',
    details: [
      'a lake that lies on top of the weather',
      'a bay of slow cumulus',
      'the shallow end of a cloud',
      'a lake with rain on its underside',
    ],
    props: ['kite', 'paper-plane', 'hot-air-balloon'],
  },
  greenhouse: {
    join: 'overgrown by a greenhouse',
    details: [
      'a greenhouse with steamed-up panes',
      'a palm house after closing time',
      'a glasshouse of impatient orchids',
      'the fern room, where it always drips',
    ],
    props: ['plant-pot', 'watering-can', 'butterfly'],
  },
  'ice-cave': {
    join: 'hewn into blue ice',
    details: [
      'an ice cave that hums',
      'a hall of old blue ice',
      'a pool that never quite froze',
      'a cave with a chandelier of icicles',
    ],
    props: ['snowflake', 'lantern', 'bell'],
  },
  'lantern-market': {
    join: 'set up under market lanterns',
    details: [
      'a night market with a hundred lanterns',
      'the last stall on the left',
      'a market where nothing has a price tag',
      'an alley of paper lanterns and steam',
    ],
    props: ['lantern', 'basket', 'teapot'],
  },
  'coral-library': {
    join: 'kept between coral shelves',
    details: [
      'a library that coral built',
      'the reading room under the reef',
      'a wing of the library that only opens at high tide',
      'the returns room of a drowned library',
    ],
    props: ['book', 'shell', 'scroll'],
  },
  'moon-crater': {
    join: 'on the rim of a moon crater',
    details: [
      'a crater with one round pond',
      'a sea of dust with a wet spot',
      'a quiet crater in full earthlight',
      'the only puddle on the moon',
    ],
    props: ['planet', 'flag', 'rocket'],
  },
  kitchen: {
    join: 'run from a very small kitchen',
    details: [
      'a kitchen with one pot always on',
      'a kitchen of copper pans',
      'a kitchen where the kettle is in charge',
      'a pantry that smells of orange peel',
    ],
    props: ['teapot', 'cake', 'oven'],
  },
  workshop: {
    join: 'tucked into a workshop',
    details: [
      'a workshop where everything has its nail',
      'a shed full of half-finished ideas',
      'a shed with a green lamp over the bench',
      'a workshop with sawdust in the corners',
    ],
    props: ['gear', 'hammer', 'robot'],
  },
  stage: {
    join: 'played on a small stage',
    details: [
      'a theatre of folding chairs',
      'a playhouse with one brave spotlight',
      'a ballroom after the last waltz',
      'a music hall with dusty velvet',
    ],
    props: ['mask', 'microphone', 'drum'],
  },
  'forest-pond': {
    join: 'on the moss of a forest pond',
    details: [
      'a pond with a mossy rim',
      'a clearing where mushrooms keep the light on',
      'a pond under one enormous oak',
      'a hollow that owls speak well of',
    ],
    props: ['mushroom', 'tree', 'snail'],
  },
  'city-rooftop': {
    join: 'up among the rooftops',
    details: [
      'a rooftop garden among water tanks',
      'a roof garden with a view of other roofs',
      'a penthouse pond',
      'a city of chimneys and washing lines',
    ],
    props: ['telescope', 'cat', 'plant-pot'],
  },
  'desert-spring': {
    join: 'beside a desert spring',
    details: [
      'an oasis three palms wide',
      'a spring that no map believes in',
      'a canyon with one cool shadow',
      'a salt flat after the only rain',
    ],
    props: ['cactus', 'hourglass', 'tent'],
  },
  'space-station': {
    join: 'bolted to a space station',
    details: [
      'an aquarium in low orbit',
      'a module with the planet in its window',
      'a docking bay full of floating socks',
      'a station garden that grows in all directions',
    ],
    props: ['satellite', 'planet', 'rocket'],
  },
  'train-carriage': {
    join: 'aboard a night train',
    details: [
      'a night train with velvet seats',
      'a dining car between two borders',
      'a sleeper compartment full of rain light',
      'the last carriage, where the view is kept',
    ],
    props: ['suitcase', 'teapot', 'clock'],
  },
  'castle-hall': {
    join: 'in the great hall of a castle',
    details: [
      'a castle with very cold floors',
      'a hall of portraits that look away',
      'a tower with a moat of its own',
      'a throne room with a leaking roof',
    ],
    props: ['shield', 'candle', 'chess-piece'],
  },
  'deep-sea': {
    join: 'on the floor of the deep sea',
    details: [
      'a trench where the fish bring lamps',
      'the quiet water behind the wreck',
      'a garden of glass sponges',
      'a valley that the sun has only heard of',
    ],
    props: ['fish', 'octopus', 'treasure-chest'],
  },
  garden: {
    join: 'out in the garden',
    details: [
      'a garden let out of its fence',
      'a kitchen garden after rain',
      'a garden where the beans do as they like',
      'an orchard with one swing',
    ],
    props: ['flower', 'watering-can', 'butterfly'],
  },
  study: {
    join: 'spread over a writing desk',
    details: [
      'a study with a good chair',
      'an attic of maps and rain',
      'a reading corner with a globe',
      'a study where the clock is only a suggestion',
    ],
    props: ['book', 'globe', 'feather-pen'],
  },
}
