import type { propKinds } from '#contract/design-lists.ts'

export type PropKind = (typeof propKinds)[number]

/**
 * Words for every prop that can be drawn, in any common inflection. A word after `~` stands for the thing without
 * naming it ("surfing"), so that the picture's caption says "surfboard" instead.
 */
export const thingWords: Readonly<Record<PropKind, string>> = {
  accordion: 'accordion, concertina, squeezebox, bandoneon, melodica',
  'alarm-clock': 'alarm clock, alarm, wake-up clock, ~wake up',
  anchor: 'anchor, mooring',
  apple: 'apple, pear, peach, lemon, cherry, tomato, plum, mango, pomegranate, fruit, strawberry, berry, apricot',
  astrolabe: 'astrolabe, armillary sphere, orrery, sextant, sundial',
  ball: 'ball, football, basketball, volleyball, tennis ball, beach ball, soccer ball, marble, ~soccer, ~juggle, ~bowling',
  balloon: 'balloon, party balloon, balloon animal',
  basket: 'basket, picnic basket, hamper, vegetables, shopping basket, wicker basket, groceries, ~picnic, carrots',
  bell: 'bell, church bell, doorbell, handbell, cowbell, chime, gong',
  bicycle: 'bicycle, bike, tricycle, unicycle, scooter, motorbike, motorcycle, vespa, moped, penny farthing, ~cycle',
  boat: 'boat, ship, canoe, kayak, gondola, trajinera, sailboat, yacht, submarine, raft, ferry, steamer, dinghy, punt, ~sail, ~row',
  book: 'book, novel, diary, notebook, textbook, dictionary, bible, encyclopedia, cookbook, spellbook, grimoire, comic, manual, journal, sketchbook, poem, ~poetry, magazine, newspaper, ~read, ~story, ~study',
  bottle:
    'bottle, wine, beer, milk, juice, lemonade, champagne, cocktail, perfume, soda, jar, jam jar, honey, pickles, message in a bottle',
  bread:
    'bread, loaf, sourdough, croissant, baguette, bun, roll, pretzel, bagel, toast, brioche, focaccia, pastry, sandwich, pan dulce, concha, tortilla, rye, ciabatta, burger, hot dog, dough, taco, challah, pancake, waffle',
  broom: 'broom, broomstick, besom, mop, ~sweep',
  bucket: 'bucket, pail, sandcastle, ~bail',
  butterfly: 'butterfly, moth, dragonfly, bee, firefly, ladybird, ladybug, insect, bug, beetle, bumblebee, fairy',
  cactus: 'cactus, cacti, succulent, agave, prickly pear, saguaro, aloe',
  cake: 'cake, birthday cake, wedding cake, gateau, pie, tart, cheesecake, pudding, sponge cake, dessert, flan',
  camera: 'camera, polaroid, film camera, camcorder, photo, photograph, snapshot, ~photography, selfie, ~filming',
  candle: 'candle, candlestick, candelabra, taper, ~wax, menorah, tealight',
  cat: 'cat, kitten, kitty, tomcat, feline',
  cauldron: 'cauldron, kettle pot, cooking pot, stew, stockpot, soup pot, pot of soup, ~brew',
  'chess-piece': 'chess piece, ~chess, chessboard, pawn, rook, bishop, checkmate, chess set',
  clock:
    'clock, grandfather clock, cuckoo clock, pocket watch, wristwatch, stopwatch, clockwork, timepiece, ~time machine, watch face, ~time travel, ~time traveller, ~time traveler',
  'coffee-cup':
    'coffee cup, coffee, cup, mug, espresso, cappuccino, latte, cocoa, hot chocolate, teacup, cup of tea, cup of coffee, matcha',
  compass: 'compass, ~navigation, ~navigate',
  computer:
    'computer, laptop, keyboard, pc, terminal, monitor, screen, television, tv, ~code, typing machine, spreadsheet, website, ~software, video game, console, joystick, ~gaming, ~hack, ~programming',
  'crystal-ball': 'crystal ball, ~fortune, ~prophecy, snow globe, orb, ~divination',
  cupcake:
    'cupcake, muffin, cookie, biscuit, macaron, donut, doughnut, cinnamon roll, candy, sweets, chocolates, eclair',
  dice: 'dice, ~die roll, d20, board game, ~casino, dungeons and dragons, ~gamble',
  drum: 'drum, drums, drum kit, bongo, snare, tambourine, ~percussion, timpani, djembe, cymbals, ~drumming',
  easel: 'easel, canvas, painting, portrait canvas, masterpiece, ~paints',
  'feather-pen': 'feather pen, quill, fountain pen, pen, pencil, calligraphy, inkwell, ~write, ~written, ~writing',
  fish: 'fish, goldfish, koi, salmon, trout, tuna, shark, whale, dolphin, minnow, herring, sardine, eel, pufferfish, anglerfish, seahorse',
  'fishing-rod': 'fishing rod, fishing pole, rod, fishing line, ~fishing, ~angling',
  flag: 'flag, banner, pennant, bunting, finish line',
  flower:
    'flower, rose, tulip, daisy, sunflower, bouquet, marigold, lily, lotus, blossom, orchid, poppy, dahlia, carnation, peony, petals, bloom, wreath, violet flower',
  gear: 'gear, cog, cogwheel, gearwheel, contraption, machine, machinery, engine, clock parts, mechanism, ~invention',
  gift: 'gift, present, parcel, package, gift box, box, birthday present, christmas, chocolate box',
  globe: 'globe, atlas globe, world globe, ~geography, earth model',
  guitar: 'guitar, ukulele, banjo, bass, electric guitar, mandolin, lute, sitar, vihuela, guitarron, ~strumming',
  hammer: 'hammer, mallet, anvil, gavel, sledgehammer, chisel, pickaxe, nail, wrench, spanner, ~hammering, ~forging',
  harp: 'harp, lyre, zither, harpist strings',
  'hot-air-balloon': 'hot air balloon, airship, zeppelin, blimp, dirigible, montgolfier',
  hourglass: 'hourglass, sand timer, egg timer, sandglass, ~sands of time',
  'ice-cream':
    'ice cream, ice-cream, gelato, sorbet, popsicle, ice lolly, sundae, ice cream cone, frozen yogurt, paleta',
  key: 'key, skeleton key, padlock, lock, latchkey, keyhole, keyring',
  kite: 'kite, paper dragon, wind toy, ~windy',
  ladder: 'ladder, stepladder, rungs, ~climbing',
  lantern:
    'lantern, paper lantern, lamp, lamplight, torch, streetlamp, flashlight, oil lamp, jack in the lantern, light bulb',
  lighthouse: 'lighthouse, beacon, foghorn',
  'magnifying-glass':
    'magnifying glass, magnifier, loupe, clue, ~evidence, ~investigate, ~investigation, ~mystery solving',
  map: 'map, treasure map, chart, atlas, road map, blueprint map, plan of the city',
  mask: 'mask, ~masquerade, masquerade ball, carnival mask, disguise, luchador mask, venetian mask, ~carnival, ~carnaval',
  microphone: 'microphone, mic, mike, ~karaoke, podcast, radio, ~sing, ~sings, ~song, ~singing',
  microscope: 'microscope, petri dish, specimen, bacteria, microbe, cell sample',
  mirror: 'mirror, looking glass, hand mirror, reflection, vanity',
  moon: 'moon, full moon, crescent, crescent moon, half moon, new moon, moonrise, eclipse, ~lunar',
  mushroom: 'mushroom, toadstool, fungus, fungi, truffle, chanterelle, spore, mycelium',
  'noodle-bowl':
    'noodle bowl, noodle, ramen, soup, udon, spaghetti, pasta, pho, rice bowl, bowl, curry, broth, porridge, cereal, dumpling, pozole, salad, chopsticks',
  octopus: 'octopus, squid, jellyfish, kraken, cuttlefish, tentacle',
  oven: 'oven, stove, furnace, kiln, cooker, fireplace, hearth, grill, ~baked',
  'paint-brush': 'paint brush, paintbrush, brush, brushstroke, ~painted, ~paint, ~mural, ~graffiti',
  palette: 'palette, paint palette, watercolours, watercolors, paints box, paint box, oil paints',
  'paper-plane':
    'paper plane, ~paper crane, paper aeroplane, paper airplane, airplane, aeroplane, plane, aircraft, glider, jet, biplane, ~origami, ~aviation',
  piano: 'piano, grand piano, organ, harpsichord, synthesizer, synth, pianola, keys of ivory',
  pizza: 'pizza, pizza slice, margherita, calzone, pepperoni',
  planet:
    'planet, saturn, jupiter, mars, venus, earth, ~world, exoplanet, pluto, neptune, solar system, ~universe, galaxy, galaxies',
  'plant-pot':
    'plant pot, flowerpot, flower pot, potted plant, plant, houseplant, seedling, bonsai, herb, sprout, terrarium, basil, clay pot, pot, vase, pottery, vegetable patch',
  potion:
    'potion, elixir, flask, vial, beaker, test tube, chemical, poison, antidote, ~experiment, medicine, ~alchemy, ~chemistry',
  pumpkin: 'pumpkin, jack o lantern, jack-o-lantern, squash, gourd, ~halloween, calabash',
  'rain-cloud':
    'rain cloud, rain, ~raining, ~rainy, raindrop, cloud, thunderstorm, storm, drizzle, thundercloud, thunder, ~monsoon, puddle, ~stormy, hurricane, lightning',
  robot: 'robot, android, droid, automaton, cyborg, bot, mech, ai',
  rocket: 'rocket, spaceship, spacecraft, shuttle, starship, ufo, flying saucer, firework, moon lander, ~launch',
  'rolling-pin': 'rolling pin, rolling-pin, whisk, spatula, ladle, wooden spoon, ~kneading, ~knead',
  satellite: 'satellite, space probe, antenna, space telescope, sputnik, satellite dish',
  saxophone: 'saxophone, sax, clarinet, oboe, bassoon, flute, recorder, pan flute, ~jazz, bagpipes',
  scales: 'scales, weighing scales, kitchen scales, balance, scales of ~justice, weights, scale, ~justice',
  scissors: 'scissors, shears, haircut, secateurs, ~pruning',
  scroll:
    'scroll, parchment, papyrus, contract, diploma, manuscript, decree, letter of marque, codex, sheet music, letter, envelope, postcard',
  'sewing-machine': 'sewing machine, ~sewing, needle and thread, thread, needle, fabric, stitches, ~sew, ~tailoring',
  shell: 'shell, seashell, conch, clam, oyster, pearl, scallop, nautilus, mussel, crab',
  shield: 'shield, buckler, coat of arms, crest',
  skateboard: 'skateboard, longboard, roller skate, skates, snowboard, skis, ~skate, ~skating, ~skiing',
  snail: 'snail, slug, slowpoke, escargot',
  snowflake: 'snowflake, snow, ~snowy, blizzard, frost, snowball, snowman, icicle, ~winter, ~snowing',
  star: 'star, shooting star, starfish, comet, meteor, constellation, starlight, stars, asterism, stardust',
  suitcase:
    'suitcase, luggage, briefcase, trunk, valise, travel bag, handbag, ~travel, ~travelling, ~traveling, ~holiday, ~vacation',
  surfboard: 'surfboard, surf board, bodyboard, paddleboard, ~surf, ~surfing',
  sushi: 'sushi, maki, nigiri, sashimi, onigiri, bento, wasabi',
  sword:
    'sword, katana, sabre, saber, rapier, cutlass, dagger, excalibur, blade, lightsaber, spear, lance, trident, ~fencing, ~duel',
  teapot: 'teapot, tea, kettle, samovar, tea ceremony, tea party, green tea, chai',
  telescope: 'telescope, spyglass, binoculars, ~stargazing, ~astronomy, ~stargaze, ~observe stars',
  tent: 'tent, ~camp, campsite, yurt, tipi, marquee, circus tent, big top, campfire, ~camping',
  train: 'train, locomotive, tram, railway, steam train, steam engine, subway, bus, trolley, railroad, carriage',
  'treasure-chest':
    'treasure chest, treasure, chest, ~hoard, loot, gold coins, coin, jewel, gem, doubloon, money, diamond, ruby ring',
  tree: 'tree, oak, pine, willow, palm tree, christmas tree, sapling, ~forest, ~jungle, cherry tree, acorn, ~orchard, ~rainforest, apple tree',
  trophy: 'trophy, prize, award, winner cup, world cup, ~championship, ~champion, oscar, ~win, ~winning, ~victory',
  trumpet: 'trumpet, trombone, tuba, bugle, horn, french horn, ~fanfare, cornet, ~brass band, ~mariachi',
  turtle: 'turtle, tortoise, terrapin, sea turtle',
  typewriter: 'typewriter, ~typing, printing press, novel draft, ~typing',
  umbrella: 'umbrella, parasol, brolly, sunshade',
  violin: 'violin, fiddle, viola, cello, double bass, ~string quartet, ~orchestra, ~symphony',
  wand: 'wand, magic wand, ~magic, sceptre, scepter, baton, staff, spell, ~enchant, ~wizardry',
  'watering-can': 'watering can, watering-can, sprinkler, garden hose, ~watering',
  wheel:
    'wheel, ship wheel, steering wheel, spinning wheel, ferris wheel, pottery wheel, tyre, ~wagon, ~cart, ~car, ~race car, ~taxi, ~truck, ~tractor, ~driving',
  yarn: 'yarn, wool, ball of yarn, ball of wool, knitting needles, crochet, ~knit, ~knitting',
}
