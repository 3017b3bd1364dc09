/** Given names: Nahuatl words and names beside small inventions that sound at home in the same pond. */
export const givenNames = (
  'Xochitl Citlali Nelli Tonalli Izel Yaretzi Metztli Atzin Xoco Tlali Nochtli Yolotl Itzel Meztli Ameyali Eztli Ollin ' +
  'Centli Mixtli Quetzal Tepin Papalotl Cuicatl Xipil Nahui Tochtli Huitzi Coyotl Ixchel Necali Tecua Zeltzin Xiuh ' +
  'Chantico Malinalli Tlaloc Ehecatl Yaotl Cipactli Zolin Tototl Nenetl Cozamalotl Patli Xico Olinka Mazatl Acatl ' +
  'Nilo Pilli Axo Lotl Momo Nopal Tuna Pipo Lupita Kalo Tico Chia Mole Elote Pozol Tamal Cacao Zapote Mango Pixi ' +
  'Bubul Quiqui Lolo Nube Gotita Canica Burbu Churro Pinole Jicama Tejo Colibri Luma Ribo Fenno Suli'
).split(' ')

/** What the animal is called besides: after its work, its place or its manner. */
export const bynames = (
  'Sixgills,Softfoot,Pondlight,Reedwhistle,Mudlark,Twicewet,Slowriver,Lilypad,Smallwave,Nightwater,Halfmoon,Brightfin,' +
  'Longtail,Underbridge,Driftwood,Rainkeeper,Stillwater,Quickbubble,Mossback,Silvertoe,Featherneck,Tidecounter,' +
  'Warmstone,Puddlejump,Foghorn,Saltwhisker,Bluebottom,Lanternjaw,Fernhill,Wobblefin,Greenhaven,Gentleswim,Oakbottom,' +
  'Waterglass,Morningside,Lastboat,Ripplemark,Seventoes,Cloudberry,Deepwell'
).split(',')

/** Ways to put them together; `{name}` and `{byname}` are filled in. */
export const nameForms = [
  '{name}',
  '{name} {byname}',
  '{name} {byname}',
  'Little {name}',
  'Old {name}',
  'Doña {name}',
  'Don {name}',
  'Captain {name}',
  '{name}-tzin',
] as const
