import type { Design } from '#contract/design.ts'
import { mixPalette } from '../choose/mix-palette.ts'
import { type Deal, roll } from '../random.ts'
import { distinctByKind } from './remake.ts'

/** A child of two: the animal after one, the world after the other, the rest by lot. A strong one adds news of its own. */
export function crossed(fresh: Design, a: Design, b: Design, isStrong: boolean, lane: Deal): Design {
  const [animal, world] = lane.lane % 2 === 0 ? [a, b] : [b, a]
  const either = (topic: string) => roll(lane, `cross/${topic}`, [animal, world])
  const news = isStrong ? fresh : world
  return {
    ...world,
    name: animal.name,
    morph: animal.morph,
    palette: mixPalette(world.palette, animal.palette, ['body', 'gills']),
    gills: animal.gills,
    pattern: either('pattern').pattern,
    expression: either('expression').expression,
    pose: isStrong ? fresh.pose : either('pose').pose,
    proportions: either('proportions').proportions,
    light: news.light,
    accessories: distinctByKind([...animal.accessories.slice(0, 1), ...world.accessories, ...animal.accessories]),
    props: distinctByKind([...animal.props.slice(0, 1), ...world.props, ...animal.props]),
  }
}
