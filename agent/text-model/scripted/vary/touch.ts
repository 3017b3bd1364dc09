import type { Design } from '#contract/design.ts'
import { expressions, gillPostures, gillShapes, patternWeights, views } from '#contract/design-lists.ts'
import type { BriefReading } from '../brief/read-brief.ts'
import { patternsOf } from '../choose/habits.ts'
import { shiftPalette } from '../choose/mix-palette.ts'
import { chance, type Deal, deal, isFilled } from '../random.ts'

type Touch = 'palette' | 'expression' | 'gills' | 'pattern' | 'pose' | 'accessories'
type Change = (design: Design, fresh: Design, lane: Deal) => Partial<Design>

const changes: Readonly<Record<Touch, Change>> = {
  palette: ({ palette }, _fresh, lane) => ({
    palette: shiftPalette(palette, (lane.lane % 2 === 0 ? 1 : -1) * (16 + chance(lane, 'shift') * 24)),
  }),
  expression: ({ expression }, _fresh, lane) => ({ expression: another(lane, 'expression', expressions, expression) }),
  gills: ({ gills }, _fresh, lane) => ({
    gills: {
      shape: another(lane, 'gills', gillShapes, gills.shape),
      posture: another(lane, 'posture', gillPostures, gills.posture),
    },
  }),
  pattern: ({ pattern, morph }, _fresh, lane) => ({
    pattern: {
      kind: another(lane, 'pattern', patternsOf[morph], pattern.kind),
      weight: another(lane, 'weight', patternWeights, pattern.weight),
    },
  }),
  pose: ({ pose }, _fresh, lane) => ({
    pose: { ...pose, view: another(lane, 'view', views, pose.view), facing: pose.facing === 'left' ? 'right' : 'left' },
  }),
  accessories: ({ accessories }, fresh) => {
    const added = fresh.accessories.find(({ kind }) => !accessories.some((worn) => worn.kind === kind))
    if (added !== undefined) return { accessories: [...accessories, added].slice(0, 3) }
    const [first, ...rest] = accessories
    if (first === undefined) return {}
    return { accessories: [{ ...first, colour: first.colour === 'accent' ? 'light' : 'accent' }, ...rest] }
  },
}

/** A subtle child: two or three small things differ, another pair in every lane. */
export function touched(
  parent: Design,
  fresh: Design,
  reading: BriefReading,
  keep: readonly string[],
  lane: Deal,
): Design {
  const open = openTouches(reading).filter((touch) => !keep.includes(touch))
  const pairs = open.flatMap((one, i) => open.slice(i + 1).map((two): readonly Touch[] => [one, two]))
  const pair = isFilled(pairs) ? deal(lane, 'touches', pairs) : open
  const third = open.find((touch) => !pair.includes(touch))
  const touches = third !== undefined && lane.lane % 2 === 1 ? [...pair, third] : pair
  return Object.assign({}, parent, ...touches.map((touch) => changes[touch](parent, fresh, lane)))
}

/** What the brief has not settled. */
function openTouches({ feeling, gills, posture, pattern, view, refused }: BriefReading): Touch[] {
  const isOpen: Readonly<Record<Touch, boolean>> = {
    palette: true,
    expression: feeling === null,
    gills: gills === null && posture === null,
    pattern: pattern === null,
    pose: view === null,
    accessories: refused.wear !== 'all',
  }
  const all: readonly Touch[] = ['palette', 'expression', 'gills', 'pattern', 'pose', 'accessories']
  return all.filter((touch) => isOpen[touch])
}

/** A member of the list other than the one there is; the same only if there is no other. */
export function another<T>(lane: Deal, topic: string, items: readonly T[], present: T): T {
  const others = items.filter((item) => item !== present)
  return isFilled(others) ? deal(lane, `another/${topic}`, others) : present
}
