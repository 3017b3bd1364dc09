import type { ParentDesign } from '#contract/assignment.ts'
import type { ColourRole, Design, Trait } from '#contract/design.ts'
import { traits } from '#contract/design-lists.ts'
import type { Origin } from '../choose/choose-things.ts'
import type { Choice } from '../choose/choose-traits.ts'
import { blendedName, twistName } from '../compose/compose-name.ts'
import { composeStory } from '../compose/compose-story.ts'
import { cleanLine } from '../text.ts'
import { withBriefWords } from './brief-words.ts'
import { crossed } from './cross.ts'
import { remade } from './remake.ts'
import { touched } from './touch.ts'

/**
 * The child of its parents: how much of `fresh` (what the brief alone would give) comes through depends on the
 * strength. The brief's words win over the parents, what is to be kept wins over everything.
 */
export function varyParents(
  fresh: Design,
  parents: readonly ParentDesign[],
  choice: Choice,
  asked: readonly ColourRole[],
): Design {
  const [first, second] = parents
  if (first === undefined) return fresh
  const grown = grownFrom(fresh, first, second, choice)
  const corrected = withBriefWords(grown, fresh, choice.reading, asked)
  const kept = [...parents].reverse().reduce(keepTraits, corrected)
  return { ...kept, ...retold(kept, first, second, choice), reasons: reasonsOf(kept, fresh, parents) }
}

function grownFrom(
  fresh: Design,
  first: ParentDesign,
  second: ParentDesign | undefined,
  { deal, reading }: Choice,
): Design {
  if (second !== undefined) {
    const isStrong = first.strength === 'strong' || second.strength === 'strong'
    return crossed(fresh, first.design, second.design, isStrong, deal)
  }
  return first.strength === 'subtle'
    ? touched(first.design, fresh, reading, first.keep, deal)
    : remade(fresh, first.design, deal)
}

function keepTraits(design: Design, { design: parent, keep }: ParentDesign): Design {
  return { ...design, ...Object.fromEntries(keep.map((trait) => [trait, parent[trait]])) }
}

/** The family name with a twist, and a story that knows it. A subtle child keeps its parent's story. */
function retold(
  design: Design,
  first: ParentDesign,
  second: ParentDesign | undefined,
  choice: Choice,
): Pick<Design, 'name' | 'story'> {
  const family =
    second === undefined
      ? twistName(first.design.name, choice.deal)
      : blendedName(first.design.name, second.design.name)
  const name = choice.reading.name ?? family
  const old = first.design
  if (second === undefined && first.strength === 'subtle' && old.story.includes(old.name))
    return {
      name,
      story: cleanLine(
        old.story.replace(old.name, () => name),
        240,
      ),
    }
  const isNamed = (kind: string) => choice.reading.props.some((prop) => prop.kind === kind)
  const props = design.props.map(({ kind, name }) => {
    const from: Origin = isNamed(kind) ? 'brief' : 'place'
    return { kind, name, colour: null, from }
  })
  return { name, story: composeStory(choice, { name, detail: design.habitat.detail, props }) }
}

function reasonsOf(design: Design, fresh: Design, parents: readonly ParentDesign[]): Design['reasons'] {
  const isSame = (trait: Trait, other: Design) => JSON.stringify(design[trait]) === JSON.stringify(other[trait])
  const entries = traits.map((trait): [Trait, string] => {
    const source = parents.find((parent) => isSame(trait, parent.design))
    if (source !== undefined) return [trait, cleanLine(`Kept from ${source.design.name}.`, 120)]
    const reason = isSame(trait, fresh) ? fresh.reasons[trait] : undefined
    return [trait, reason ?? cleanLine(`A step away from ${parents[0]?.design.name ?? 'its parent'}.`, 120)]
  })
  return Object.fromEntries(entries)
}
