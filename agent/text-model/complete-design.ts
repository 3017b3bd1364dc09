import type { Design, Trait } from '#contract/design.ts'
import { traits } from '#contract/design-lists.ts'
import { findDirection } from '#contract/directions.ts'
import { paletteFor } from './complete-palette.ts'
import { readBrief } from './scripted/brief/read-brief.ts'
import { roleOf } from './scripted/choose/choose-things.ts'
import { twistName } from './scripted/compose/compose-name.ts'
import { designFor } from './scripted/design-for.ts'
import { dealFor } from './scripted/random.ts'
import { cleanLine, spoken } from './scripted/text.ts'
import type { TextRequest } from './text-model.ts'
import { isThing, type WireDesign, type WireFields } from './wire-design.ts'

/** A subtle child keeps all but so many of its parent's traits. */
const MAX_SUBTLE_CHANGES = 4

/**
 * The whole design of what a language model wrote. What it left out is the scripted designer's (or, in a revision, the
 * earlier design's); what is settled wins over what it wrote: the technique and pose of a direction from the library, so
 * that siblings differ, traits to keep of a parent, and names that are taken.
 */
export function completeDesign(wire: WireFields, request: TextRequest): Design {
  const base = request.revision?.design ?? designFor(request).design
  const free = withWireTraits(base, wire, request)
  const held = heldToParents(free, request)
  const named = { ...held, ...namesOf(wire, base, request) }
  return { ...named, reasons: reasonsOf(named, wire, base, request) }
}

function withWireTraits(base: Design, wire: WireFields, request: TextRequest): Design {
  const isSettled = findDirection(request.direction) !== undefined
  const morph = wire.morph ?? base.morph
  const light = { time: wire.time ?? base.light.time, source: wire.source ?? base.light.source }
  const technique = isSettled ? base.technique : (wire.technique ?? base.technique)
  const palette = paletteFor(wire, { morph, light, technique }, base, request)
  return {
    ...base,
    morph,
    light,
    technique,
    palette,
    gills: { shape: wire.gills ?? base.gills.shape, posture: wire.posture ?? base.gills.posture },
    pattern: { ...base.pattern, kind: wire.pattern ?? base.pattern.kind },
    expression: wire.expression ?? base.expression,
    mood: wire.mood ?? base.mood,
    pose: {
      ...base.pose,
      kind: isSettled ? base.pose.kind : (wire.pose ?? base.pose.kind),
      view: wire.view ?? base.pose.view,
    },
    habitat: {
      kind: wire.habitat ?? base.habitat.kind,
      detail: wire.detail === undefined ? base.habitat.detail : cleanLine(wire.detail, 80, base.habitat.detail),
    },
    accessories: wornBy(wire, base, palette, request),
    props: heldBy(wire, base, palette, request),
  }
}

type Palette = Design['palette']

function wornBy(wire: WireFields, base: Design, palette: Palette, request: TextRequest): Design['accessories'] {
  if (wire.wear1 === undefined && wire.wear2 === undefined) return base.accessories
  const lane = dealFor(request.seed, request.brief)
  const kinds = new Set([wire.wear1, wire.wear2].filter((kind) => isThing(kind)))
  return [...kinds].map((kind) => ({ kind, colour: roleOf(null, palette, lane, kind, true) }))
}

function heldBy(wire: WireFields, base: Design, palette: Palette, request: TextRequest): Design['props'] {
  if (wire.prop1 === undefined && wire.prop2 === undefined) return base.props
  const lane = dealFor(request.seed, request.brief)
  const prop = (kind: WireDesign['prop1'] | undefined, name: string | undefined) =>
    isThing(kind)
      ? [{ kind, name: cleanLine(name ?? '', 40, spoken(kind)), colour: roleOf(null, palette, lane, kind, false) }]
      : []
  const [first, ...rest] = [...prop(wire.prop1, wire.prop1Name), ...prop(wire.prop2, wire.prop2Name)]
  return first === undefined ? [] : [first, ...rest.filter(({ kind }) => kind !== first.kind)]
}

/** What a parent gives stays: all of it that is to be kept, and most of it in a subtle child. */
function heldToParents(design: Design, { parents }: TextRequest): Design {
  const [first, second] = parents
  const near =
    first !== undefined && second === undefined && first.strength === 'subtle' ? nearTo(first.design, design) : design
  const kept = parents.toReversed().flatMap(({ design: parent, keep }) => keep.map((trait) => [trait, parent[trait]]))
  return { ...near, ...Object.fromEntries(kept) }
}

function nearTo(parent: Design, design: Design): Design {
  const changed = traits.filter((trait) => !isSame(parent, design, trait)).slice(0, MAX_SUBTLE_CHANGES)
  return { ...design, ...parent, ...Object.fromEntries(changed.map((trait) => [trait, design[trait]])) }
}

const isSame = (a: Design, b: Design, trait: Trait) => JSON.stringify(a[trait]) === JSON.stringify(b[trait])

/** Name and story. A name that a sibling has is exchanged in both; a name that the brief gives is everyone's. */
function namesOf(wire: WireFields, base: Design, request: TextRequest): Pick<Design, 'name' | 'story'> {
  const written = cleanLine(wire.name ?? base.name, 40, base.name)
  const name = readBrief(request.brief).name === null ? freeName(written, base, request) : written
  const story = cleanLine(wire.story ?? base.story, 240, base.story)
  return {
    name,
    story: cleanLine(
      story.replaceAll(written, () => name),
      240,
      base.story,
    ),
  }
}

function freeName(name: string, base: Design, { siblingNames = [], seed, brief }: TextRequest): string {
  const taken = new Set(siblingNames.map((other) => other.toLowerCase()))
  const names = [name, base.name, twistName(name, dealFor(seed, brief)), twistName(base.name, dealFor(seed, brief))]
  return names.find((one) => !taken.has(one.toLowerCase())) ?? name
}

/** The model's own reasons where it gave some, the scripted designer's where both chose alike; none is made up. */
function reasonsOf(design: Design, wire: WireFields, base: Design, { parents }: TextRequest): Design['reasons'] {
  const written: Design['reasons'] = {
    ...(wire.whyLook !== undefined && { morph: cleanLine(wire.whyLook, 120, 'The model gave no reason.') }),
    ...(wire.whyPlace !== undefined && { habitat: cleanLine(wire.whyPlace, 120, 'The model gave no reason.') }),
  }
  const entries = traits.flatMap((trait) => {
    const parent = parents.find((one) => isSame(one.design, design, trait))
    const kept = parent === undefined ? undefined : cleanLine(`Kept from ${parent.design.name}.`, 120)
    const reason = kept ?? written[trait] ?? (isSame(base, design, trait) ? base.reasons[trait] : undefined)
    return reason === undefined ? [] : [[trait, reason]]
  })
  return Object.fromEntries(entries)
}
