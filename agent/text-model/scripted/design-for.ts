import type { Colour, ColourRole, Design } from '#contract/design.ts'
import { colourRoles } from '#contract/design-lists.ts'
import type { TextRequest } from '../text-model.ts'
import type { WornColour } from './brief/colours.ts'
import { type BriefReading, readBrief } from './brief/read-brief.ts'
import { choosePalette } from './choose/choose-palette.ts'
import { chooseThings, roleOf, type Things } from './choose/choose-things.ts'
import { type Choice, chooseTraits, type Traits } from './choose/choose-traits.ts'
import { composeName } from './compose/compose-name.ts'
import { composeDetail, composeStory } from './compose/compose-story.ts'
import { composeThoughts } from './compose/compose-thoughts.ts'
import { reasonsFor } from './compose/reasons.ts'
import { lensFor } from './lens.ts'
import { dealFor } from './random.ts'
import { varyParents } from './vary/vary-parents.ts'

export interface Designed {
  readonly design: Design
  /** What the designer thought on the way, one fragment each. */
  readonly thoughts: string[]
}

/** The scripted designer without its pace: the same request gives the same design, thoughts included. */
export function designFor(request: Omit<TextRequest, 'pace'>): Designed {
  const reading = readBrief(request.brief)
  const lens = lensFor(request.direction)
  const choice: Choice = { reading, lens, deal: dealFor(request.seed, request.brief) }
  const traits = chooseTraits(choice)
  const things = chooseThings(choice, traits.habitat)
  const fixed = fixedColours(reading, lens.reading, things)
  const fresh = assemble(choice, traits, things, fixed)
  const design = varyParents(
    fresh,
    request.parents,
    choice,
    colourRoles.filter((role) => fixed[role] !== undefined),
  )
  const parents = request.parents.map((parent) => parent.design.name)
  return { design, thoughts: composeThoughts({ brief: request.brief, choice, design, parents }) }
}

type FixedColours = Partial<Record<ColourRole, WornColour>>

function assemble(choice: Choice, traits: Traits, things: Things, fixed: FixedColours): Design {
  const { reading, lens, deal } = choice
  const { morph, technique, light, mood } = traits
  const palette = choosePalette({ morph, technique, light, deal, mood: lens.palette, fixed })
  const name = composeName(reading.name, deal)
  const detail = composeDetail(choice, traits.habitat)
  return {
    kind: 'axolotl',
    name,
    story: composeStory(choice, { name, detail, props: things.props }),
    morph,
    palette,
    gills: traits.gills,
    pattern: traits.pattern,
    expression: traits.expression,
    pose: traits.pose,
    proportions: traits.proportions,
    ...coloured(things, palette, choice),
    habitat: { kind: traits.habitat, detail },
    light,
    mood,
    technique,
    reasons: reasonsFor(choice, traits, things),
  }
}

function coloured(
  { wears, props }: Things,
  palette: readonly Colour[],
  { deal }: Choice,
): Pick<Design, 'accessories' | 'props'> {
  return {
    accessories: wears.map(({ kind, colour }) => ({ kind, colour: roleOf(colour, palette, deal, kind, true) })),
    props: props.map(({ kind, name, colour }) => ({ kind, name, colour: roleOf(colour, palette, deal, kind, false) })),
  }
}

/** Colours of the brief, each in the role where it shows: its noun's first, then accent, support and ground. */
function fixedColours(brief: BriefReading, lens: BriefReading, { wears, props }: Things): FixedColours {
  const fixed: FixedColours = {}
  const { body, gills, ground, free } = brief.colours
  if (body !== null) fixed.body = body
  if (gills !== null) fixed.gills = gills
  if (ground !== null) fixed.dominant = ground
  const ofThings = [...wears, ...props].flatMap(({ colour }) => (colour === null ? [] : [colour]))
  const loose = [...ofThings, ...free, ...lens.colours.free]
  for (const role of ['accent', 'support', 'dominant'] as const) {
    const next = loose.find(({ hex }) => !Object.values(fixed).some((colour) => colour.hex === hex))
    if (next !== undefined && fixed[role] === undefined) fixed[role] = next
  }
  return fixed
}
