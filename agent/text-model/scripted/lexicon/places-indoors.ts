import type { Place } from './place.ts'

/** Places with a roof that a brief may name. */
export const placesIndoors: readonly Place[] = [
  {
    words: 'bakery, boulangerie, patisserie, bakehouse, bakeshop',
    at: ['kitchen', 'lantern-market', 'workshop'],
    details: ['a bakery with flour on every sill', 'a bakery that smells of four in the morning'],
    holds: ['oven', 'bread'],
  },
  {
    words: 'kitchen, galley, scullery',
    at: ['kitchen'],
    details: ['a kitchen with one pot always on', 'a kitchen the size of a cupboard'],
    holds: ['oven'],
  },
  {
    words: 'restaurant, bistro, diner, canteen, taqueria, trattoria',
    at: ['kitchen', 'lantern-market', 'stage'],
    details: ['a restaurant with four stools', 'a restaurant under a red awning'],
    holds: ['noodle-bowl'],
  },
  {
    words: 'cafe, coffee shop, coffee house, tea room, teahouse',
    at: ['kitchen', 'city-rooftop', 'garden'],
    details: ['a cafe under wet awnings', 'a cafe with mismatched cups'],
    holds: ['coffee-cup'],
  },
  {
    words: 'pizzeria',
    at: ['kitchen', 'lantern-market'],
    details: ['a pizzeria with a fire that never sleeps', 'a pizzeria by the water steps'],
    holds: ['pizza', 'oven'],
  },
  {
    words: 'pub, bar, tavern, saloon, inn',
    at: ['stage', 'lantern-market', 'kitchen'],
    details: ['a bar with a brass rail', 'a bar that closes when the songs run out'],
    holds: ['bottle'],
  },
  {
    words: 'market, bazaar, marketplace, souk, night market, fair, flea market, mercado',
    at: ['lantern-market', 'canal'],
    details: ['a market of small treasures', 'a market that starts after dark'],
    holds: ['lantern', 'basket'],
  },
  {
    words: 'shop, store, boutique, stall, corner shop, supermarket',
    at: ['lantern-market', 'workshop'],
    details: ['a shop with a bell on the door', 'a shop of last things'],
    holds: ['bell', 'scales'],
  },
  {
    words: 'library, bookshop, bookstore, archive',
    at: ['coral-library', 'study', 'castle-hall'],
    details: ['a library that goes on round the corner', 'a library with ladders to nowhere'],
    holds: ['book', 'ladder'],
  },
  {
    words: 'school, classroom, university, academy, kindergarten',
    at: ['study', 'castle-hall'],
    details: ['a classroom after the last bell', 'a classroom full of globes'],
    holds: ['globe', 'book'],
  },
  {
    words: 'office, desk, cubicle, bank, post office',
    at: ['study', 'city-rooftop'],
    details: ['an office with a view of the rain', 'an office on the wrong floor'],
    holds: ['typewriter'],
  },
  {
    words: 'study, living room, bedroom, attic, room, house, home, cottage, apartment, flat, cabin',
    at: ['study', 'kitchen', 'workshop'],
    details: ['a room with a good chair', 'a house with every window lit'],
    holds: ['lantern', 'book'],
  },
  {
    words: 'museum, gallery, exhibition',
    at: ['castle-hall', 'study'],
    details: ['a museum after closing time', 'a museum of things that were nearly thrown away'],
    holds: ['mask'],
  },
  {
    words: 'laboratory, lab',
    at: ['workshop', 'study', 'space-station'],
    details: ['a laboratory full of bubbling', 'a laboratory with one green lamp'],
    holds: ['potion', 'microscope'],
  },
  {
    words: 'hospital, clinic, operating room, surgery, ward',
    at: ['study', 'workshop', 'space-station'],
    details: ['a ward with folded blankets', 'a hospital for toys and tails'],
    holds: ['alarm-clock'],
  },
  {
    words: 'pharmacy, drugstore, apothecary shop',
    at: ['workshop', 'study'],
    details: ['a pharmacy with a thousand drawers', 'a pharmacy that sells courage by the spoon'],
    holds: ['potion', 'scales'],
  },
  {
    words: 'workshop, garage, forge, smithy, factory, studio, atelier, mill, foundry',
    at: ['workshop', 'study'],
    details: ['a workshop where everything has its nail', 'a workshop with the radio on'],
    holds: ['hammer', 'gear'],
  },
  {
    words: 'theatre, theater, stage, opera house, opera, concert hall, concert, ballroom, cinema, podium',
    at: ['stage', 'castle-hall'],
    details: ['a theatre with red curtains', 'a theatre of folding chairs'],
    holds: ['microphone', 'mask'],
  },
  {
    words: 'club, nightclub, dance floor, disco, discotheque, festival',
    at: ['stage', 'city-rooftop'],
    details: ['a dance hall of coloured light', 'a club at the bottom of the stairs'],
    holds: ['microphone'],
  },
  {
    words: 'circus, carnival, fairground, amusement park, funfair, carousel',
    at: ['stage', 'lantern-market'],
    details: ['a circus ring of sawdust and lamps', 'a fairground just before rain'],
    holds: ['tent', 'ball'],
  },
  {
    words: 'arena, stadium, racetrack, gym, boxing ring, football pitch',
    at: ['stage', 'garden'],
    details: ['an arena full of small flags', 'a stadium for very small crowds'],
    holds: ['trophy'],
  },
  {
    words: 'castle, palace, throne room, fortress, great hall, tower, dungeon, court, manor',
    at: ['castle-hall'],
    details: ['a castle with very cold floors', 'a palace with a leaking roof'],
    holds: ['shield', 'candle'],
  },
  {
    words: 'temple, church, cathedral, chapel, monastery, shrine, pyramid, aztec temple',
    at: ['castle-hall', 'garden', 'ice-cave'],
    details: ['a temple full of incense', 'a chapel with one candle too many'],
    holds: ['candle', 'bell'],
  },
]
