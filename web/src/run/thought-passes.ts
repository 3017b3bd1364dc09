import type { EventData, Step } from '#contract/event.ts'
import { visible } from './lane-text.ts'

/** What became of a pass: its words count, a later pass improved on it, or it was thrown away. */
export type PassFate = 'current' | 'earlier' | 'discarded'

/** What an agent thought in one go of a step. A stream that broke or a design that was no good begins another. */
export interface ThoughtPass {
  readonly step: Step
  readonly pass: number
  readonly text: string
  readonly fate: PassFate
}

/** Text kept of the pass under way; cut back to the lower mark when the upper one is passed, so that cutting is rare. */
const MOST_THOUGHTS = 24_000
const KEPT_THOUGHTS = 16_000
/** Kept of a pass that is folded away. */
const KEPT_FOLDED = 4000
const MOST_PASSES = 8

/** Adds to the thoughts of a step; another pass or another step begins a piece of its own. */
export function appendThought(
  passes: readonly ThoughtPass[],
  step: Step,
  { text, pass }: EventData<'thought-delta'>,
): readonly ThoughtPass[] {
  const last = passes.at(-1)
  const added = visible(text)
  if (last?.step === step && last.pass === pass) {
    const whole = last.text + added
    const kept = whole.length > MOST_THOUGHTS ? whole.slice(-KEPT_THOUGHTS) : whole
    return [...passes.slice(0, -1), { ...last, text: kept }]
  }
  return [...passes.slice(1 - MOST_PASSES), { step, pass, text: added, fate: 'current' }]
}

/** Folds the passes of a step that the one now begun takes the place of. `kept` says which of them led to a design. */
export function foldEarlier(
  passes: readonly ThoughtPass[],
  step: Step,
  pass: number,
  kept: (pass: number) => boolean,
): readonly ThoughtPass[] {
  if (!passes.some((one) => one.step === step && one.pass < pass && one.fate === 'current')) return passes
  return passes.map((one) => {
    if (one.step !== step || one.pass >= pass || one.fate !== 'current') return one
    return { ...one, text: one.text.slice(-KEPT_FOLDED), fate: kept(one.pass) ? 'earlier' : 'discarded' }
  })
}
