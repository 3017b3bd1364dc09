import type { HabitatKind } from './job.ts'
import type { PropKind } from './things.ts'

export interface Place {
  readonly words: string
  /** Habitats that can show it, likeliest first. */
  readonly at: readonly [HabitatKind, ...HabitatKind[]]
  /** The place in words, short enough to be joined with a habitat's own. */
  readonly detail: string
  readonly holds: readonly PropKind[]
}

/** Places a brief may name. */
export const places: readonly Place[] = [
  {
    words: 'bakery, boulangerie, patisserie, bakehouse, bakeshop',
    at: ['kitchen', 'lantern-market', 'workshop'],
    detail: 'a bakery with flour on every sill',
    holds: ['oven', 'bread'],
  },
  { words: 'kitchen, galley, scullery', at: ['kitchen'], detail: 'a kitchen with one pot always on', holds: ['oven'] },
  {
    words: 'restaurant, bistro, diner, canteen, taqueria, trattoria',
    at: ['kitchen', 'lantern-market', 'stage'],
    detail: 'a restaurant with four stools',
    holds: ['noodle-bowl'],
  },
  {
    words: 'cafe, coffee shop, coffee house, tea room, teahouse',
    at: ['kitchen', 'city-rooftop', 'garden'],
    detail: 'a cafe under wet awnings',
    holds: ['coffee-cup'],
  },
  {
    words: 'pizzeria',
    at: ['kitchen', 'lantern-market'],
    detail: 'a pizzeria with a fire that never sleeps',
    holds: ['pizza', 'oven'],
  },
  {
    words: 'pub, bar, tavern, saloon, inn',
    at: ['stage', 'lantern-market', 'kitchen'],
    detail: 'a bar with a brass rail',
    holds: ['bottle'],
  },
  {
    words: 'market, bazaar, marketplace, souk, night market, fair, flea market, mercado',
    at: ['lantern-market', 'canal'],
    detail: 'a market of small treasures',
    holds: ['lantern', 'basket'],
  },
  {
    words: 'shop, store, boutique, stall, corner shop, supermarket',
    at: ['lantern-market', 'workshop'],
    detail: 'a shop with a bell on the door',
    holds: ['bell', 'scales'],
  },
  {
    words: 'library, bookshop, bookstore, archive',
    at: ['coral-library', 'study', 'castle-hall'],
    detail: 'a library that goes on round the corner',
    holds: ['book', 'ladder'],
  },
  {
    words: 'school, classroom, university, academy, kindergarten',
    at: ['study', 'castle-hall'],
    detail: 'a classroom after the last bell',
    holds: ['globe', 'book'],
  },
  {
    words: 'office, desk, cubicle, bank, post office',
    at: ['study', 'city-rooftop'],
    detail: 'an office with a view of the rain',
    holds: ['typewriter'],
  },
  {
    words: 'study, living room, bedroom, attic, room, house, home, cottage, apartment, flat, cabin',
    at: ['study', 'kitchen', 'workshop'],
    detail: 'a room with a good chair',
    holds: ['lantern', 'book'],
  },
  {
    words: 'museum, gallery, exhibition',
    at: ['castle-hall', 'study'],
    detail: 'a museum after closing time',
    holds: ['mask'],
  },
  {
    words: 'laboratory, lab',
    at: ['workshop', 'study', 'space-station'],
    detail: 'a laboratory full of bubbling',
    holds: ['potion', 'microscope'],
  },
  {
    words: 'hospital, clinic, operating room, surgery, ward',
    at: ['study', 'workshop', 'space-station'],
    detail: 'a ward with folded blankets',
    holds: ['alarm-clock'],
  },
  {
    words: 'pharmacy, drugstore, apothecary shop',
    at: ['workshop', 'study'],
    detail: 'a pharmacy with a thousand drawers',
    holds: ['potion', 'scales'],
  },
  {
    words: 'workshop, garage, forge, smithy, factory, studio, atelier, mill, foundry',
    at: ['workshop', 'study'],
    detail: 'a workshop where everything has its nail',
    holds: ['hammer', 'gear'],
  },
  {
    words: 'theatre, theater, stage, opera house, opera, concert hall, concert, ballroom, cinema, podium',
    at: ['stage', 'castle-hall'],
    detail: 'a theatre with red curtains',
    holds: ['microphone', 'mask'],
  },
  {
    words: 'club, nightclub, dance floor, disco, discotheque, festival',
    at: ['stage', 'city-rooftop'],
    detail: 'a dance hall of coloured light',
    holds: ['microphone'],
  },
  {
    words: 'circus, carnival, fairground, amusement park, funfair, carousel',
    at: ['stage', 'lantern-market'],
    detail: 'a circus ring of sawdust and lamps',
    holds: ['tent', 'ball'],
  },
  {
    words: 'arena, stadium, racetrack, gym, boxing ring, football pitch',
    at: ['stage', 'garden'],
    detail: 'an arena full of small flags',
    holds: ['trophy'],
  },
  {
    words: 'castle, palace, throne room, fortress, great hall, tower, dungeon, court, manor',
    at: ['castle-hall'],
    detail: 'a castle with very cold floors',
    holds: ['shield', 'candle'],
  },
  {
    words: 'temple, church, cathedral, chapel, monastery, shrine, pyramid, aztec temple',
    at: ['castle-hall', 'garden', 'ice-cave'],
    detail: 'a temple full of incense',
    holds: ['candle', 'bell'],
  },
  {
    words:
      'garden, park, backyard, orchard, meadow, field, vineyard, lawn, allotment, farm, yard, floating garden, chinampa',
    at: ['garden', 'canal', 'greenhouse'],
    detail: 'a garden let out of its fence',
    holds: ['flower', 'watering-can'],
  },
  {
    words: 'greenhouse, glasshouse, conservatory, botanical garden, hothouse',
    at: ['greenhouse'],
    detail: 'a greenhouse with steamed-up panes',
    holds: ['plant-pot', 'watering-can'],
  },
  {
    words: 'forest, wood, woods, jungle, rainforest, grove, woodland, swamp, marsh',
    at: ['forest-pond', 'greenhouse'],
    detail: 'a forest pond with a mossy edge',
    holds: ['tree', 'mushroom'],
  },
  {
    words: 'pond, lake, river, stream, creek, waterfall, puddle, lagoon, lily pond, wetland',
    at: ['forest-pond', 'canal', 'garden'],
    detail: 'a pond that keeps its own clouds',
    holds: ['flower'],
  },
  {
    words: 'canal, canals, xochimilco, venice, amsterdam, waterway, harbor canal, mexico city',
    at: ['canal'],
    detail: 'a canal between floating gardens',
    holds: ['boat', 'flower'],
  },
  {
    words: 'sea, ocean, deep sea, seabed, underwater, abyss, trench, atlantis, ocean floor, reef, shipwreck, submarine',
    at: ['deep-sea', 'coral-library', 'tide-pool'],
    detail: 'the quiet water behind the wreck',
    holds: ['shell', 'fish'],
  },
  {
    words: 'beach, coast, shore, island, tide pool, harbour, harbor, port, seaside, pier, dock, bay',
    at: ['tide-pool', 'canal'],
    detail: 'a beach hut among the rock pools',
    holds: ['shell', 'lighthouse'],
  },
  { words: 'lighthouse', at: ['tide-pool', 'deep-sea'], detail: 'a lamp room on a bare rock', holds: ['lighthouse'] },
  {
    words: 'ship, pirate ship, deck, aboard',
    at: ['tide-pool', 'deep-sea'],
    detail: 'a cabin that leans with the swell',
    holds: ['wheel', 'anchor'],
  },
  {
    words: 'desert, dune, oasis, canyon, sahara, wild west, western, savanna, savannah',
    at: ['desert-spring'],
    detail: 'an oasis three palms wide',
    holds: ['cactus'],
  },
  {
    words: 'mountain, peak, summit, alps, himalaya, volcano, cliff, hill',
    at: ['cloud-lake', 'ice-cave'],
    detail: 'a mountain hut above the clouds',
    holds: ['flag'],
  },
  {
    words: 'sky, cloud, clouds, heaven, in the air, above the clouds',
    at: ['cloud-lake', 'city-rooftop'],
    detail: 'a lake that floats with the clouds',
    holds: ['kite'],
  },
  {
    words:
      'ice, glacier, arctic, antarctica, antarctic, north pole, south pole, iceberg, igloo, tundra, siberia, iceland, polar, frozen lake',
    at: ['ice-cave', 'moon-crater'],
    detail: 'an ice hall with blue walls',
    holds: ['snowflake'],
  },
  {
    words: 'cave, cavern, grotto, mine, cenote',
    at: ['ice-cave', 'forest-pond'],
    detail: 'a cave with a skylight',
    holds: ['lantern'],
  },
  {
    words: 'space, outer space, orbit, cosmos, space station, zero gravity, milky way',
    at: ['space-station', 'moon-crater'],
    detail: 'a cabin with the planet in its window',
    holds: ['planet', 'satellite'],
  },
  {
    words: 'on the moon, lunar surface, moon base, moon crater, mare tranquillitatis, to the moon',
    at: ['moon-crater'],
    detail: 'a crater with a pond in it',
    holds: ['moon', 'flag'],
  },
  {
    words: 'on mars, to mars, martian, other planet, alien planet, asteroid',
    at: ['moon-crater', 'desert-spring'],
    detail: 'a red crater with one small puddle',
    holds: ['planet', 'rocket'],
  },
  {
    words: 'city, town, street, downtown, skyscraper, new york, tokyo, london, paris, berlin, metropolis, alley, urban',
    at: ['city-rooftop', 'lantern-market', 'train-carriage'],
    detail: 'a street that never quite goes dark',
    holds: ['bicycle'],
  },
  {
    words: 'rooftop, roof, balcony, terrace, skyline, chimney',
    at: ['city-rooftop'],
    detail: 'a rooftop garden among water tanks',
    holds: ['plant-pot'],
  },
  {
    words:
      'train, railway carriage, train station, subway station, metro, station, on a train, orient express, compartment',
    at: ['train-carriage'],
    detail: 'a train that stops for the view',
    holds: ['suitcase'],
  },
  {
    words: 'hotel, lobby, motel, spa, bathhouse, bathtub, bath',
    at: ['castle-hall', 'kitchen', 'study'],
    detail: 'a hotel lobby with a fern',
    holds: ['key', 'suitcase'],
  },
  {
    words: 'kyoto, japan, japanese garden, bamboo forest, tea house',
    at: ['garden', 'lantern-market'],
    detail: 'a garden raked into waves',
    holds: ['teapot', 'lantern'],
  },
  {
    words: 'egypt, nile, giza, pharaonic',
    at: ['desert-spring', 'castle-hall'],
    detail: 'a courtyard by the Nile',
    holds: ['scroll'],
  },
  {
    words: 'cemetery, graveyard, haunted house, crypt, haunted castle',
    at: ['castle-hall', 'forest-pond'],
    detail: 'a graveyard with excellent manners',
    holds: ['candle', 'pumpkin'],
  },
  {
    words: 'wonderland, fairyland, dreamland, dream world, enchanted forest, fairy tale',
    at: ['forest-pond', 'cloud-lake'],
    detail: 'a place that only opens when asked',
    holds: ['mushroom'],
  },
]
