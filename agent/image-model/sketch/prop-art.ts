import type { Design } from '#contract/design.ts'
import type { Scenery, Stage } from './habitats/stage.ts'
import { inksOf } from './inks.ts'
import { fill, group, line, num, pool, tinted } from './markup.ts'
import type { PropPlace } from './place-props.ts'
import { drawProp, isFloating } from './props/draw-prop.ts'
import { box, ellipse } from './shapes.ts'
import type { Technique } from './techniques/technique.ts'

/** What keeps a thing up that cannot fly: a bubble in water, a small shelf in air. */
const carrier = (place: PropPlace, stage: Stage, scenery: Scenery) => {
  const { x, foot, width } = place
  if (!place.isAloft || isFloating(place.prop.kind)) return { under: '', over: '' }
  const middle = foot - width / 2
  if (scenery.isWater) {
    const r = width * 0.66
    return {
      under: fill(ellipse(x, middle, r), '#ffffff', 0.22),
      over:
        line(ellipse(x, middle, r), '#ffffff', 5, 0.8) +
        line(
          `M${num(x - r * 0.74)} ${num(middle - r * 0.4)}Q${num(x - r * 0.5)} ${num(middle - r * 0.8)} ${num(x - r * 0.1)} ${num(middle - r * 0.86)}`,
          '#ffffff',
          10,
          0.85,
        ),
    }
  }
  const colour = stage.palette[scenery.slab.role]
  return {
    under:
      tinted(box(x - width * 0.6, foot - 4, width * 1.2, 26, 10), colour, scenery.slab.tone) +
      fill(box(x - width * 0.6, foot - 4, width * 1.2, 9, 4), '#ffffff', 0.3) +
      fill(
        box(x - width * 0.42, foot + 22, 18, 30, 4) + box(x + width * 0.42 - 18, foot + 22, 18, 30, 4),
        '#000000',
        0.35,
      ),
    over: '',
  }
}

/** A prop of the scene with its shadow, as its own group. */
export function drawPlacedProp(
  place: PropPlace,
  design: Design,
  stage: Stage,
  scenery: Scenery,
  technique: Technique,
): string {
  const { x, foot, width } = place
  const size = width / 100
  const { under, over } = carrier(place, stage, scenery)
  const art = drawProp(place.prop.kind, inksOf(design.palette, place.prop.colour, (technique.outline * 0.9) / size))
  const shadow = place.isAloft ? '' : pool(stage.defs, x, foot - 2, width * 0.58, width * 0.13, '#000000', 0.55)
  return (
    shadow +
    pool(stage.defs, x, foot - width / 2, width * 0.8, width * 0.8, stage.palette.light, 0.34 * technique.halo) +
    under +
    group(
      {
        'data-prop': place.prop.kind,
        transform: `translate(${num(x - width / 2)} ${num(foot - width)}) scale(${Math.round(size * 1000) / 1000})`,
      },
      art,
    ) +
    over
  )
}
