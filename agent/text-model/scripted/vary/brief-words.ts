import type { ColourRole, Design } from '#contract/design.ts'
import type { BriefReading } from '../brief/read-brief.ts'
import { mixPalette } from '../choose/mix-palette.ts'
import { placeOfWear } from '../lexicon/wear.ts'
import { distinctByKind } from './remake.ts'

/** What was grown from parents, corrected where it contradicts the brief. `fresh` is what the brief alone gives. */
export function withBriefWords(
  grown: Design,
  fresh: Design,
  reading: BriefReading,
  asked: readonly ColourRole[],
): Design {
  const isElsewhere = !reading.places.some(
    ({ value }) => value.at.includes(grown.habitat.kind) || grown.habitat.detail.startsWith(value.detail),
  )
  const isMorphAsked = reading.morph !== null || reading.colours.body !== null
  const isPoseRight = reading.poses?.value.includes(grown.pose.kind) ?? true
  return {
    ...grown,
    morph: isMorphAsked ? fresh.morph : grown.morph,
    palette: recoloured(grown, fresh, isMorphAsked && grown.morph !== fresh.morph, asked),
    pattern: reading.pattern === null ? grown.pattern : fresh.pattern,
    gills: {
      shape: reading.gills === null ? grown.gills.shape : fresh.gills.shape,
      posture: reading.posture === null ? grown.gills.posture : fresh.gills.posture,
    },
    pose: {
      ...grown.pose,
      kind: isPoseRight ? grown.pose.kind : fresh.pose.kind,
      view: reading.view?.value ?? grown.pose.view,
    },
    technique: reading.techniques?.value.includes(grown.technique) === false ? fresh.technique : grown.technique,
    habitat: reading.places.length > 0 && isElsewhere ? fresh.habitat : grown.habitat,
    light: reading.time === null && reading.source === null ? grown.light : fresh.light,
    expression: reading.feeling?.value.expression ?? grown.expression,
    proportions: { ...grown.proportions, ...reading.proportions },
    ...withNamedThings(grown, fresh, reading),
  }
}

function recoloured(
  grown: Design,
  fresh: Design,
  isOtherMorph: boolean,
  asked: readonly ColourRole[],
): Design['palette'] {
  const roles: ColourRole[] = isOtherMorph ? ['body', 'gills', ...asked] : [...asked]
  return roles.length === 0 ? grown.palette : mixPalette(grown.palette, fresh.palette, roles)
}

/** The brief's things first, in the parent's version where it has them; then what else the parent had. */
function withNamedThings(
  grown: Design,
  fresh: Design,
  { props, wears, refused }: BriefReading,
): Pick<Design, 'accessories' | 'props'> {
  const namedProps = fresh.props.filter(({ kind }) => props.some((prop) => prop.kind === kind))
  const namedWear = fresh.accessories.filter(({ kind }) => wears.some(({ kinds }) => kinds.includes(kind)))
  const spare = grown.accessories.filter(
    ({ kind }) =>
      !namedWear.some((named) => placeOfWear(named.kind) === placeOfWear(kind)) ||
      wears.some(({ kinds }) => kinds.includes(kind)),
  )
  return {
    props:
      refused.props === 'all'
        ? []
        : distinctByKind(
            [...namedProps, ...grown.props].filter(({ kind }) => refused.props === 'all' || !refused.props.has(kind)),
          ),
    accessories:
      refused.wear === 'all'
        ? []
        : distinctByKind(
            [...namedWear, ...spare].filter(({ kind }) => refused.wear === 'all' || !refused.wear.has(kind)),
          ),
  }
}
