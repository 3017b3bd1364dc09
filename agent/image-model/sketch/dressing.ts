import type { Design } from '#contract/design.ts'
import { accessoryAnchor, drawAccessory } from './accessories/draw-accessory.ts'
import type { Dressing } from './axolotl/axolotl.ts'
import type { HeadView, Skeleton } from './axolotl/skeleton.ts'
import type { Inks } from './inks.ts'
import { inksOf } from './inks.ts'
import { group, num } from './markup.ts'
import { drawProp } from './props/draw-prop.ts'
import { at, point, polar } from './shapes.ts'

/** x, y, horizontal squeeze and size of things worn on the head, for each way the head is drawn. */
type Fit = readonly [x: number, y: number, squeeze: number, size: number]

const headFits: Readonly<Record<HeadView, Readonly<Record<'head-top' | 'eyes' | 'mouth' | 'whole-head', Fit>>>> = {
  front: { 'head-top': [0, -28, 1, 1], eyes: [0, 0, 1, 1], mouth: [0, 14, 1, 1], 'whole-head': [0, 0, 1, 1] },
  turned: {
    'head-top': [-3, -28, 0.97, 1],
    eyes: [-13, 0, 0.87, 1],
    mouth: [-17, 14, 0.9, 1],
    'whole-head': [-2, 0, 1, 1],
  },
  side: {
    'head-top': [2, -27, 0.86, 1],
    eyes: [-30, -2, 0.62, 1],
    mouth: [-36, 13, 0.7, 1],
    'whole-head': [-3, 0, 1, 1],
  },
  above: { 'head-top': [0, -24, 0.98, 0.94], eyes: [0, -4, 1.12, 1], mouth: [0, 19, 1, 1], 'whole-head': [0, 2, 1, 1] },
}

const set = (x: number, y: number, turn: number, scaleX: number, scaleY: number, content: string) =>
  group(
    { transform: `translate(${num(x)} ${num(y)}) rotate(${num(turn)}) scale(${num2(scaleX)} ${num2(scaleY)})` },
    content,
  )

const num2 = (value: number) => Math.round(value * 100) / 100

/** Where the trunk is thickest, how wide it is there, and how it leans. */
function torsoFit(skeleton: Skeleton, isOnBack: boolean) {
  const [first, second, third] = [at(skeleton.torso, 0), at(skeleton.torso, 1), at(skeleton.torso, 2)]
  const lean = (Math.atan2(third.y - first.y, third.x - first.x) * 180) / Math.PI - 90
  const turn = skeleton.view === 'above' && skeleton.hold === undefined ? lean + 180 : lean
  const out = isOnBack && skeleton.view === 'side' ? second.r * 0.95 : 0
  const back = polar(point(0, 0), lean, out)
  return { back, x: (second.x + third.x) / 2, y: (second.y + third.y) / 2, turn, size: (second.r + third.r) / 2 / 31 }
}

function neckFit(skeleton: Skeleton) {
  const first = at(skeleton.torso, 0)
  const isAbove = skeleton.view === 'above' && skeleton.hold === undefined
  return { x: isAbove ? first.x * 0.5 : first.x * 0.7, y: isAbove ? 34 : 33, turn: skeleton.tilt * 0.5 }
}

type Accessory = Design['accessories'][number]

function worn(skeleton: Skeleton, accessory: Accessory, inks: Inks): string {
  const anchor = accessoryAnchor(accessory.kind)
  const art = group({ 'data-accessory': accessory.kind }, drawAccessory(accessory.kind, inks))
  const { headScale } = skeleton
  if (anchor === 'torso' || anchor === 'back') {
    const { x, y, turn, size, back } = torsoFit(skeleton, anchor === 'back')
    return set(x + back.x, y + back.y, turn, size * (skeleton.view === 'side' ? 0.86 : 1), size, art)
  }
  if (anchor === 'neck') {
    const { x, y, turn } = neckFit(skeleton)
    return set(x, y, turn, skeleton.view === 'side' ? 0.84 : 0.95, 0.95, art)
  }
  const [x, y, squeeze, size] = headFits[skeleton.view][anchor]
  return set(x * headScale, y * headScale, 0, headScale * squeeze * size, headScale * size, art)
}

/** Everything worn and held, between the parts of the animal. `support` is what it leans on. */
export function dressingOf(design: Design, skeleton: Skeleton, lineWidth: number, support: string): Dressing {
  const inksFor = (accessory: Accessory) => inksOf(design.palette, accessory.colour, lineWidth)
  const wornOn = (...anchors: readonly string[]) =>
    design.accessories
      .filter((accessory) => anchors.includes(accessoryAnchor(accessory.kind)))
      .map((accessory) => worn(skeleton, accessory, inksFor(accessory)))
      .join('')
  return {
    back: wornOn('back'),
    torso: wornOn('torso'),
    neck: wornOn('neck'),
    head: wornOn('eyes', 'mouth', 'whole-head', 'head-top'),
    held: heldThing(design, skeleton, lineWidth),
    support,
  }
}

/** The first prop in the hands, for a pose that holds. It is mirrored back so that it reads the right way round. */
function heldThing(design: Design, skeleton: Skeleton, lineWidth: number): string {
  const [prop] = design.props
  if (skeleton.hold === undefined || prop === undefined) return ''
  const [x, foot, width] = skeleton.hold
  const size = width / 100
  const flip = design.pose.facing === 'right' ? -1 : 1
  const art = drawProp(prop.kind, inksOf(design.palette, prop.colour, lineWidth / size))
  return group(
    {
      'data-prop': prop.kind,
      transform: `translate(${num(x)} ${num(foot)}) scale(${num2(size * flip)} ${num2(size)}) translate(-50 -100)`,
    },
    art,
  )
}
