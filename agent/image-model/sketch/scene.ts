import type { Design } from '#contract/design.ts'
import { drawAxolotl } from './axolotl/axolotl.ts'
import type { Brush, Palette } from './axolotl/brush.ts'
import { skeletonOf } from './axolotl/skeleton.ts'
import { dressingOf } from './dressing.ts'
import type { Placement } from './fit.ts'
import { placeSubject } from './fit.ts'
import { grounding, haloFor, keylineFor, planeFor } from './grounding.ts'
import { habitats } from './habitats/habitats.ts'
import type { Stage } from './habitats/stage.ts'
import { drawLedge } from './ledge.ts'
import { nightStars } from './light/hours.ts'
import type { Lighting } from './light.ts'
import { lightingOf } from './light.ts'
import type { Defs } from './markup.ts'
import { group, num } from './markup.ts'
import { moods } from './mood.ts'
import { placeProps } from './place-props.ts'
import { drawPlacedProp } from './prop-art.ts'
import { isFloating } from './props/draw-prop.ts'
import type { Random } from './random.ts'
import type { Layer, Technique } from './techniques/technique.ts'

/** The drawn layers of a picture, back to front. */
export type Scene = readonly { readonly layer: Layer; readonly markup: string }[]

const horizonOf = { 'three-quarter': 540, side: 560, front: 540, above: 330, portrait: 600, wide: 560 } as const

/** Makes room: a single prop pushes the animal away from the side it looks to. */
const driftOf = (design: Design) => {
  const free = design.props.length - (design.pose.kind === 'holding' ? 1 : 0)
  if (design.pose.view === 'wide') return design.pose.facing === 'left' ? 90 : -90
  if (free !== 1 || design.pose.view === 'portrait') return 0
  return design.pose.facing === 'left' ? 84 : -84
}

interface Line {
  readonly colour: string
  readonly width: number
}

const brushOf = (
  stage: Stage,
  technique: Technique,
  placement: Placement,
  lighting: Lighting,
  keyline: Line,
): Brush => {
  const side = lighting.from.x < placement.x ? -1 : 1
  const outline = technique.halo === 0 ? 0 : Math.max(technique.outline, keyline.width)
  return {
    palette: stage.palette,
    defs: stage.defs,
    random: stage.random.fork('animal'),
    outline: outline / placement.scale,
    outlineColour: technique.outline > 0 ? stage.palette.ink : keyline.colour,
    contour: technique.contour,
    softness: technique.softness,
    lightX: side * (placement.isFlipped ? -1 : 1) * 0.7,
    rim: stage.palette.light,
  }
}

/** Everything in the picture, drawn plainly; a technique redraws it. */
export function composeScene(
  design: Design,
  palette: Palette,
  defs: Defs,
  random: Random,
  technique: Technique,
): Scene {
  const skeleton = skeletonOf(design)
  const placement = placeSubject(design, skeleton, driftOf(design))
  const stage: Stage = {
    palette,
    defs,
    random: random.fork('stage'),
    ground: placement.ground,
    horizon: horizonOf[design.pose.view],
  }
  const scenery = habitats[design.habitat.kind](stage)
  const free = skeleton.hold === undefined ? design.props : design.props.slice(1)
  const places = placeProps(design, placement, free, isFloating)
  const lighting = lightingOf(
    stage,
    design,
    places.filter((place) => place.isAloft).map((place) => place.x),
  )
  const mood = moods[design.mood]
  const keyline = keylineFor(palette, scenery, design.morph, lighting.gloom)
  const brush = brushOf(stage, technique, placement, lighting, keyline)
  const dressing = dressingOf(
    design,
    skeleton,
    technique.outline / placement.scale,
    drawLedge(stage, scenery, skeleton, placement),
  )
  const animal = drawAxolotl(brush, design, skeleton, dressing)
  const flip = placement.isFlipped ? -1 : 1
  const subject = group(
    {
      'data-part': 'axolotl',
      transform: `translate(${num(placement.x)} ${num(placement.y)}) scale(${Math.round(placement.scale * flip * 1000) / 1000} ${Math.round(placement.scale * 1000) / 1000})`,
    },
    animal,
  )
  const drawnProps = (isAloft: boolean) =>
    places
      .filter((place) => place.isAloft === isAloft)
      .map((place) => drawPlacedProp(place, design, stage, scenery, technique))
      .join('')
  const zoom = design.pose.view === 'portrait' ? 1.3 : 1
  const lens = (markup: string) =>
    zoom === 1 ? markup : group({ transform: `translate(512 470) scale(${zoom}) translate(-512 -470)` }, markup)
  return [
    { layer: 'back', markup: group({ 'data-habitat': design.habitat.kind }, lens(scenery.back)) },
    { layer: 'light', markup: lighting.behind + nightStars(stage, design) + mood.behind(stage) },
    { layer: 'back', markup: planeFor(stage, scenery, design, placement) },
    {
      layer: 'light',
      markup:
        haloFor(stage, scenery, design, placement, lighting.gloom, technique.halo) +
        grounding(stage, scenery, skeleton, placement),
    },
    { layer: 'prop', markup: drawnProps(true) },
    { layer: 'subject', markup: subject },
    {
      layer: 'front',
      markup:
        design.pose.view === 'above' || skeleton.edge !== undefined || design.pose.view === 'portrait'
          ? ''
          : scenery.front,
    },
    { layer: 'prop', markup: drawnProps(false) },
    { layer: 'over', markup: lighting.over + mood.over(stage) },
  ]
}
