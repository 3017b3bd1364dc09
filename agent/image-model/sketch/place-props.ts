import type { Design } from '#contract/design.ts'
import type { Box, Placement } from './fit.ts'

type Prop = Design['props'][number]

/** Where a prop goes: the middle of its foot and its width, in pixels. */
export interface PropPlace {
  readonly prop: Prop
  readonly x: number
  readonly foot: number
  readonly width: number
  /** Up in the air, so that a thing that cannot fly needs a bubble or a shelf. */
  readonly isAloft: boolean
}

interface Slot {
  readonly x: number
  readonly foot: number
  readonly isAloft: boolean
}

const overlap = (a: Box, b: Box) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))

const boxAt = (slot: Slot, width: number): Box => ({
  left: slot.x - width / 2,
  right: slot.x + width / 2,
  top: slot.foot - width,
  bottom: slot.foot,
})

const widths = [0, 262, 232, 212] as const
const wideWidths = [0, 200, 190, 184] as const

function slotsFor(design: Design, placement: Placement, width: number): Slot[] {
  const { bounds } = placement
  const half = width / 2 + 22
  const floor = Math.min(986, (placement.edge ?? placement.ground) + (placement.edge === undefined ? 44 : 64))
  const isWide = design.pose.view === 'wide'
  const low = design.pose.view === 'portrait' ? 996 : floor
  const [west, east] = isWide
    ? [Math.max(half, bounds.left - width * 0.5), Math.min(1024 - half, bounds.right + width * 0.5)]
    : [
        Math.max(half, Math.min(half + 46, bounds.left - width * 0.3)),
        Math.min(1024 - half, Math.max(978 - half, bounds.right + width * 0.3)),
      ]
  const high = 56 + width
  return [
    { x: west, foot: low, isAloft: false },
    { x: east, foot: low, isAloft: false },
    { x: half + 12, foot: high, isAloft: true },
    { x: 1012 - half, foot: high, isAloft: true },
    { x: half + 8, foot: high + 200, isAloft: true },
    { x: 1016 - half, foot: high + 200, isAloft: true },
  ]
}

/** Sets each prop where it covers least of the animal, never its face, and never another prop. */
export function placeProps(
  design: Design,
  placement: Placement,
  props: readonly Prop[],
  isFloating: (kind: Prop['kind']) => boolean,
): PropPlace[] {
  const width = (design.pose.view === 'wide' ? wideWidths : widths)[Math.min(3, props.length)] ?? 212
  const taken: Box[] = []
  const towards = placement.isFlipped ? 1 : -1
  const places: PropPlace[] = []
  for (const prop of props) {
    const flies = isFloating(prop.kind)
    const cost = (slot: Slot) => {
      const box = boxAt(slot, width)
      const area = width * width
      const others = taken.reduce((sum, other) => sum + overlap(box, other), 0)
      const side = (slot.x - placement.x) * towards > 0 ? 0 : 0.06
      return (
        (overlap(box, placement.head) * 6 + overlap(box, placement.bounds) * 0.5 + others * 20) / area +
        side +
        (slot.isAloft === flies ? 0 : 0.34)
      )
    }
    const best = slotsFor(design, placement, width).toSorted((a, b) => cost(a) - cost(b))[0]
    if (best === undefined) continue
    taken.push(boxAt(best, width))
    places.push({ prop, width, ...best })
  }
  return places
}
