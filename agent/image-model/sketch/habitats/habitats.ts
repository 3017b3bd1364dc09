import type { Design } from '#contract/design.ts'
import { cityRooftop, cloudLake, desertSpring, garden, greenhouse, iceCave, moonCrater } from './outdoors.ts'
import { kitchen, lanternMarket, stageHall, study, workshop } from './rooms.ts'
import type { Habitat } from './stage.ts'
import { castleHall, spaceStation, trainCarriage } from './vessels.ts'
import { canal, coralLibrary, deepSea, forestPond, tidePool } from './waters.ts'

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
