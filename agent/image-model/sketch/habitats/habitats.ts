import type { Design } from '#contract/design.ts'
import { canal } from './canal.ts'
import { castleHall } from './castle-hall.ts'
import { cityRooftop } from './city-rooftop.ts'
import { cloudLake } from './cloud-lake.ts'
import { coralLibrary } from './coral-library.ts'
import { deepSea } from './deep-sea.ts'
import { desertSpring } from './desert-spring.ts'
import { forestPond } from './forest-pond.ts'
import { garden } from './garden.ts'
import { greenhouse } from './greenhouse.ts'
import { iceCave } from './ice-cave.ts'
import { kitchen } from './kitchen.ts'
import { lanternMarket } from './lantern-market.ts'
import { moonCrater } from './moon-crater.ts'
import { spaceStation } from './space-station.ts'
import type { Habitat } from './stage.ts'
import { stageHall } from './stage-hall.ts'
import { study } from './study.ts'
import { tidePool } from './tide-pool.ts'
import { trainCarriage } from './train-carriage.ts'
import { workshop } from './workshop.ts'

/** The scene painted for each habitat. */
export const habitats: Readonly<Record<Design['habitat']['kind'], Habitat>> = {
  canal,
  'tide-pool': tidePool,
  'cloud-lake': cloudLake,
  greenhouse,
  'ice-cave': iceCave,
  'lantern-market': lanternMarket,
  'coral-library': coralLibrary,
  'moon-crater': moonCrater,
  kitchen,
  workshop,
  stage: stageHall,
  'forest-pond': forestPond,
  'city-rooftop': cityRooftop,
  'desert-spring': desertSpring,
  'space-station': spaceStation,
  'train-carriage': trainCarriage,
  'castle-hall': castleHall,
  'deep-sea': deepSea,
  garden,
  study,
}
