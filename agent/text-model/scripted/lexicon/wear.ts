import type { accessoryKinds } from '#contract/design-lists.ts'

export type AccessoryKind = (typeof accessoryKinds)[number]

/** Words for everything that can be worn; `~` as in things.ts. */
export const wearWords: Readonly<Record<AccessoryKind, string>> = {
  apron: 'apron, pinafore, smock',
  backpack: 'backpack, rucksack, knapsack, satchel, schoolbag, school bag, ~hiking',
  bandana: 'bandana, kerchief, neckerchief, headscarf, headband',
  beret: 'beret, french hat, painter hat, artist hat',
  'bow-tie': 'bow tie, bowtie, dickie bow, tuxedo, dinner jacket, suit',
  bow: 'bow, ribbon, hair bow, hairbow, hair ribbon',
  cape: 'cape, cloak, mantle, poncho, robe, kimono, superhero costume, toga, dressing gown',
  'chef-hat': 'chef hat, chefs hat, toque, baker hat, bakers hat, cook hat, cooks hat',
  'cowboy-hat': 'cowboy hat, stetson, ten gallon hat, sombrero, sheriff hat',
  crown: 'crown, tiara, diadem, coronet',
  'diving-helmet': 'diving helmet, divers helmet, diver helmet, brass helmet, diving suit, scuba gear, snorkel, scuba',
  'eye-patch': 'eye patch, eyepatch',
  'flower-crown':
    'flower crown, floral crown, garland, daisy chain, flower wreath, crown of flowers, flowers in its hair',
  glasses: 'glasses, spectacles, reading glasses, eyeglasses, specs, bifocals, bespectacled',
  goggles: 'goggles, flight goggles, swimming goggles, safety goggles, ski goggles, aviator goggles',
  'graduation-cap': 'graduation cap, mortarboard, academic cap, mortar board, ~graduation, ~graduated',
  'hard-hat': 'hard hat, safety helmet, construction helmet, builders helmet, hardhat, miners helmet',
  headphones: 'headphones, earphones, headset, earbuds, earmuffs, ~listening to music',
  helmet: 'helmet, knight helmet, bike helmet, visor, armour, armor, crash helmet, viking helmet, race helmet',
  'jester-hat': 'jester hat, jesters hat, fool cap, fools cap, cap and bells, clown hat',
  'lab-coat': 'lab coat, white coat, labcoat, doctors coat, scrubs, lab jacket',
  laurel: 'laurel, laurel wreath, laurels, olive wreath, victory wreath, ~olympic',
  medal: 'medal, gold medal, medallion, badge, rosette, sheriff star, ~decorated hero',
  monocle: 'monocle, eyeglass',
  necklace:
    'necklace, pendant, amulet, locket, beads, pearls, pearl necklace, gold chain, jewellery, jewelry, collar, lei, talisman',
  'party-hat': 'party hat, birthday hat, paper hat, cone hat, party, birthday, ~celebration',
  'pirate-hat': 'pirate hat, tricorn, tricorne, captain hook hat, bicorne',
  ruff: 'ruff, elizabethan collar, lace collar, ruffled collar, frill collar',
  'sailor-hat':
    'sailor hat, captain hat, captains hat, sailor cap, captain cap, captains cap, navy cap, peaked cap, conductor hat',
  scarf: 'scarf, shawl, muffler, feather boa, woollen scarf, knitted scarf, wool scarf',
  'space-helmet': 'space helmet, astronaut helmet, spacesuit, space suit, fishbowl helmet',
  stethoscope: 'stethoscope',
  'straw-hat': 'straw hat, sun hat, sunhat, gardening hat, boater, farmer hat, boater hat, bamboo hat',
  sunglasses: 'sunglasses, shades, dark glasses, aviators, sunnies',
  tie: 'tie, necktie, business suit, cravat',
  'tool-belt': 'tool belt, toolbelt, tools, utility belt, toolbox, toolkit, tool box',
  'top-hat': 'top hat, tophat, bowler hat, bowler, fedora, trilby, deerstalker, stovepipe hat, detective hat',
  vest: 'vest, waistcoat, life jacket, life vest, lifejacket, jacket, coat, trench coat, sweater, jumper, uniform, cardigan, raincoat, pyjamas, pajamas, hoodie, t-shirt, shirt, leather jacket, overalls, dungarees, dress, tutu',
  'witch-hat': 'witch hat, witches hat, wizard hat, pointy hat, pointed hat, sorcerer hat, magic hat, wizards hat',
  'woolly-hat':
    'woolly hat, wool hat, beanie, bobble hat, knit cap, nightcap, ushanka, winter hat, knitted hat, nightcap, toque hat',
}

/** Words that leave the choice open: one of these is dealt to each sibling. */
export const openWear: Readonly<Record<string, readonly [AccessoryKind, ...AccessoryKind[]]>> = {
  'hat, headgear, cap, headwear': ['straw-hat', 'top-hat', 'woolly-hat', 'beret', 'sailor-hat', 'cowboy-hat'],
  costume: ['cape', 'jester-hat', 'ruff'],
  eyewear: ['glasses', 'sunglasses', 'monocle', 'goggles'],
}

/** Families of wear that a refusal covers as a whole: "no hat" is also no crown. */
export const hats: readonly AccessoryKind[] = [
  'beret',
  'chef-hat',
  'cowboy-hat',
  'crown',
  'diving-helmet',
  'flower-crown',
  'graduation-cap',
  'hard-hat',
  'helmet',
  'jester-hat',
  'laurel',
  'party-hat',
  'pirate-hat',
  'sailor-hat',
  'space-helmet',
  'straw-hat',
  'top-hat',
  'witch-hat',
  'woolly-hat',
]
export const eyewear: readonly AccessoryKind[] = ['glasses', 'sunglasses', 'monocle', 'goggles', 'eye-patch']

/** Where a thing is worn; of two for one place only those that the brief names may meet. */
export function placeOfWear(kind: AccessoryKind): 'head' | 'eyes' | 'ears' | 'neck' | 'back' | 'torso' {
  if (hats.includes(kind)) return 'head'
  if (eyewear.includes(kind)) return 'eyes'
  if (kind === 'headphones') return 'ears'
  if (kind === 'cape' || kind === 'backpack') return 'back'
  if (kind === 'apron' || kind === 'vest' || kind === 'lab-coat' || kind === 'tool-belt') return 'torso'
  return 'neck'
}
