import type { Place } from './place.ts'

/** Places under the sky, under water and beyond that a brief may name. */
export const placesOutdoors: readonly Place[] = [
  {
    words:
      'garden, park, backyard, orchard, meadow, field, vineyard, lawn, allotment, farm, yard, floating garden, chinampa',
    at: ['garden', 'canal', 'greenhouse'],
    details: ['a garden let out of its fence', 'a garden where the beans do as they like'],
    holds: ['flower', 'watering-can'],
  },
  {
    words: 'greenhouse, glasshouse, conservatory, botanical garden, hothouse',
    at: ['greenhouse'],
    details: ['a greenhouse with steamed-up panes', 'a glasshouse of impatient orchids'],
    holds: ['plant-pot', 'watering-can'],
  },
  {
    words: 'forest, wood, woods, jungle, rainforest, grove, woodland, swamp, marsh',
    at: ['forest-pond', 'greenhouse'],
    details: ['a forest pond with a mossy edge', 'a wood that hums at night'],
    holds: ['tree', 'mushroom'],
  },
  {
    words: 'pond, lake, river, stream, creek, waterfall, puddle, lagoon, lily pond, wetland',
    at: ['forest-pond', 'canal', 'garden'],
    details: ['a pond that keeps its own clouds', 'a lake with a wooden landing'],
    holds: ['flower'],
  },
  {
    words: 'canal, canals, xochimilco, venice, amsterdam, waterway, harbor canal, mexico city',
    at: ['canal'],
    details: ['a canal between floating gardens', 'a canal lined with flower boats'],
    holds: ['boat', 'flower'],
  },
  {
    words:
      'sea, ocean, deep sea, seabed, underwater, under water, under the sea, abyss, trench, atlantis, ocean floor, reef, shipwreck, submarine',
    at: ['deep-sea', 'coral-library', 'tide-pool'],
    details: ['the quiet water behind the wreck', 'a valley on the sea floor'],
    holds: ['shell', 'fish'],
  },
  {
    words: 'beach, coast, shore, island, tide pool, harbour, harbor, port, seaside, pier, dock, bay',
    at: ['tide-pool', 'canal'],
    details: ['a beach hut among the rock pools', 'a harbour with one honest boat'],
    holds: ['shell', 'lighthouse'],
  },
  {
    words: 'lighthouse',
    at: ['tide-pool', 'deep-sea'],
    details: ['a lamp room on a bare rock', 'a tower that talks to ships'],
    holds: ['lighthouse'],
  },
  {
    words: 'ship, pirate ship, deck, aboard',
    at: ['tide-pool', 'deep-sea'],
    details: ['a cabin that leans with the swell', 'a ship with patched sails'],
    holds: ['wheel', 'anchor'],
  },
  {
    words: 'desert, dune, oasis, canyon, sahara, wild west, western, savanna, savannah',
    at: ['desert-spring'],
    details: ['an oasis three palms wide', 'a canyon with one cool shadow'],
    holds: ['cactus'],
  },
  {
    words: 'mountain, peak, summit, alps, himalaya, volcano, cliff, hill',
    at: ['cloud-lake', 'ice-cave'],
    details: ['a mountain hut above the clouds', 'a camp on the last ledge'],
    holds: ['flag'],
  },
  {
    words: 'sky, cloud, clouds, heaven, in the air, above the clouds',
    at: ['cloud-lake', 'city-rooftop'],
    details: ['a lake that floats with the clouds', 'a sky with a back door'],
    holds: ['kite'],
  },
  {
    words:
      'ice, glacier, arctic, antarctica, antarctic, north pole, south pole, iceberg, igloo, tundra, siberia, iceland, polar, frozen lake',
    at: ['ice-cave', 'moon-crater'],
    details: ['an ice hall with blue walls', 'a winter without corners'],
    holds: ['snowflake'],
  },
  {
    words: 'cave, cavern, grotto, mine, cenote',
    at: ['ice-cave', 'forest-pond'],
    details: ['a cave with a skylight', 'a grotto with a drip for a clock'],
    holds: ['lantern'],
  },
  {
    words: 'space, outer space, orbit, cosmos, space station, zero gravity, milky way',
    at: ['space-station', 'moon-crater'],
    details: ['a cabin with the planet in its window', 'a capsule full of floating tea'],
    holds: ['planet', 'satellite'],
  },
  {
    words: 'on the moon, lunar surface, moon base, moon crater, mare tranquillitatis, to the moon',
    at: ['moon-crater'],
    details: ['a crater with a pond in it', 'a moon base with a garden shed'],
    holds: ['moon', 'flag'],
  },
  {
    words: 'on mars, to mars, martian, other planet, alien planet, asteroid',
    at: ['moon-crater', 'desert-spring'],
    details: ['a red crater with one small puddle', 'a Martian greenhouse'],
    holds: ['planet', 'rocket'],
  },
  {
    words: 'city, town, street, downtown, skyscraper, new york, tokyo, london, paris, berlin, metropolis, alley, urban',
    at: ['city-rooftop', 'lantern-market', 'train-carriage'],
    details: ['a street that never quite goes dark', 'a city of wet neon'],
    holds: ['bicycle'],
  },
  {
    words: 'rooftop, roof, balcony, terrace, skyline, chimney',
    at: ['city-rooftop'],
    details: ['a rooftop garden among water tanks', 'a roof above the noise'],
    holds: ['plant-pot'],
  },
  {
    words:
      'train, railway carriage, train station, subway station, metro, station, on a train, orient express, compartment',
    at: ['train-carriage'],
    details: ['a train that stops for the view', 'a station with a kind clock'],
    holds: ['suitcase'],
  },
  {
    words: 'hotel, lobby, motel, spa, bathhouse, bathtub, bath',
    at: ['castle-hall', 'kitchen', 'study'],
    details: ['a hotel lobby with a fern', 'a bathhouse full of steam'],
    holds: ['key', 'suitcase'],
  },
  {
    words: 'kyoto, japan, japanese garden, bamboo forest, tea house',
    at: ['garden', 'lantern-market'],
    details: ['a garden raked into waves', 'a tea house behind the bamboo'],
    holds: ['teapot', 'lantern'],
  },
  {
    words: 'egypt, nile, giza, pharaonic',
    at: ['desert-spring', 'castle-hall'],
    details: ['a courtyard by the Nile', 'a tomb with surprisingly good light'],
    holds: ['scroll'],
  },
  {
    words: 'cemetery, graveyard, haunted house, crypt, haunted castle',
    at: ['castle-hall', 'forest-pond'],
    details: ['a graveyard with excellent manners', 'a haunted house with new curtains'],
    holds: ['candle', 'pumpkin'],
  },
  {
    words: 'wonderland, fairyland, dreamland, dream world, enchanted forest, fairy tale',
    at: ['forest-pond', 'cloud-lake'],
    details: ['a place that only opens when asked', 'a wood at the end of a story'],
    holds: ['mushroom'],
  },
]
