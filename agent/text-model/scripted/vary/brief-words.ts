import type { ColourRole, Design } from '#contract/design.ts'
import type { BriefReading } from '../brief/read-brief.ts'
import { isPoseFixed } from '../choose/choose-traits.ts'
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
    ({ value }) =>
      value.at.includes(grown.habitat.kind) || value.details.some((detail) => grown.habitat.detail.startsWith(detail)),
  )
  const isMorphAsked = reading.morph !== null || reading.colours.body !== null
  const isPoseRight = !isPoseFixed(reading) || reading.poses?.value.includes(grown.pose.kind) === true
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
    light: isLightRight(grown, reading) ? grown.light : fresh.light,
    expression: reading.feeling?.value.expression ?? grown.expression,
    proportions: { ...grown.proportions, ...reading.proportions },
    ...withNamedThings(grown, fresh, reading),
  }
}

function isLightRight({ light }: Design, { time, source }: BriefReading): boolean {
  return (time === null || time.value === light.time) && (source === null || source.value === light.source)
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
function withNamedThings(grown: Design, fresh: Design, reading: BriefReading): Pick<Design, 'accessories' | 'props'> {
  return { accessories: wornBy(grown, fresh, reading), props: heldBy(grown, fresh, reading) }
}

function heldBy(grown: Design, fresh: Design, { props: asked, refused }: BriefReading): Design['props'] {
  const banned = refused.props
  if (banned === 'all') return []
  const named = asked.flatMap(({ kind, name, colour }) => {
    const own = colour === null ? grown.props.find((prop) => prop.kind === kind && prop.name === name) : undefined
    return own ?? fresh.props.find((prop) => prop.kind === kind) ?? []
  })
  return distinctByKind([...named, ...grown.props].filter(({ kind }) => !banned.has(kind)))
}

function wornBy(grown: Design, fresh: Design, { wears: asked, refused }: BriefReading): Design['accessories'] {
  const banned = refused.wear
  if (banned === 'all') return []
  const named = asked.flatMap(({ kinds, colour }) => {
    const own = colour === null ? grown.accessories.find(({ kind }) => kinds.includes(kind)) : undefined
    return own ?? fresh.accessories.find(({ kind }) => kinds.includes(kind)) ?? []
  })
  // A hat that was only the parent's makes room for the one the brief names.
  const spare = grown.accessories.filter(
    (worn) => !named.some(({ kind }) => placeOfWear(kind) === placeOfWear(worn.kind)),
  )
  return distinctByKind([...named, ...spare].filter(({ kind }) => !banned.has(kind)))
}
