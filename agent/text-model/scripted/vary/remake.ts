import type { Design } from '#contract/design.ts'
import { habitats, poses, techniques } from '#contract/design-lists.ts'
import { mixPalette } from '../choose/mix-palette.ts'
import { habitatWords } from '../lexicon/habitats.ts'
import { type Deal, deal } from '../random.ts'
import { another } from './touch.ts'

/** A strong child: the same animal by morph or by palette (in turn, lane by lane), all else made anew. */
export function remade(fresh: Design, parent: Design, lane: Deal): Design {
  const isMorphKept = lane.lane % 2 === 0
  const kind =
    fresh.habitat.kind === parent.habitat.kind ? another(lane, 'habitat', habitats, parent.habitat.kind) : null
  return {
    ...fresh,
    morph: isMorphKept ? parent.morph : fresh.morph,
    palette: isMorphKept
      ? mixPalette(fresh.palette, parent.palette, ['body', 'gills'])
      : mixPalette(parent.palette, fresh.palette, ['body', 'gills']),
    technique:
      fresh.technique === parent.technique ? another(lane, 'technique', techniques, parent.technique) : fresh.technique,
    pose:
      fresh.pose.kind === parent.pose.kind
        ? { ...fresh.pose, kind: another(lane, 'pose', poses, parent.pose.kind) }
        : fresh.pose,
    habitat: kind === null ? fresh.habitat : { kind, detail: deal(lane, `detail/${kind}`, habitatWords[kind].details) },
    accessories: distinctByKind([...parent.accessories.slice(0, 1), ...fresh.accessories]),
  }
}

/** The first three, no kind twice. */
export function distinctByKind<T extends { readonly kind: string }>(things: readonly T[]): T[] {
  return things.filter((thing, index) => things.findIndex(({ kind }) => kind === thing.kind) === index).slice(0, 3)
}
