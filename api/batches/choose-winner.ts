import type { Attempt, Run, Variation } from '#contract/api.ts'
import type { BatchChoice, BatchSelection } from '#contract/batch.ts'
import { siblingDistance } from './design-distance.ts'
import { list, seconds, usd } from './measure-words.ts'

/** A variation with what it is judged by; less is better. Null: nobody knows. */
interface Rated {
  readonly index: number
  readonly value: number | null
}

type Rule = (entrants: readonly Variation[]) => BatchChoice | null

/**
 * The variation a rule takes from a run, and why, in a sentence that stands for itself. Only what succeeded is chosen
 * from; null where nothing did, where people choose, and where nobody knows the measure of any. The lower number wins
 * between equals, so that the same run always gives the same choice.
 */
export function chooseWinner(selection: BatchSelection, run: Run): BatchChoice | null {
  const entrants = run.variations.filter(({ state }) => state === 'succeeded')
  if (selection.rule === 'none' || entrants.length === 0) return null
  return rules['metric' in selection ? selection.metric : 'first'](entrants)
}

const rules: Readonly<Record<'first' | 'duration' | 'cost' | 'distance', Rule>> = {
  first: (entrants) =>
    least(entrants, endedAtMs, {
      alone: () => 'It was the only one that succeeded.',
      best: (value, next) => `It was the first of ${entrants.length} that succeeded, ${seconds(next - value)} ahead.`,
      tied: () => `It was among the first of ${entrants.length} that succeeded, at the same moment as another.`,
    }),
  duration: (entrants) =>
    least(entrants, durationMs, {
      alone: (value) => `It took ${seconds(value)}; no other one succeeded in a known time.`,
      best: (value, next) =>
        `It took ${seconds(value)}, the shortest of ${entrants.length}; the next took ${seconds(next)}.`,
      tied: (value) => `It took ${seconds(value)}, the shortest of ${entrants.length}, as long as another.`,
    }),
  cost: (entrants) =>
    least(entrants, costUsd, {
      alone: (value) => `It cost ${usd(value)}; no other one succeeded at a known cost.`,
      best: (value, next) => `It cost ${usd(value)}, the least of ${entrants.length}; the next cost ${usd(next)}.`,
      tied: (value) => `It cost ${usd(value)}, the least of ${entrants.length}, as much as another.`,
    }),
  distance: mostDistant,
}

interface Sentences {
  alone(value: number): string
  best(value: number, next: number): string
  tied(value: number): string
}

function least(entrants: readonly Variation[], measure: (entrant: Variation) => number | null, say: Sentences) {
  const rated = entrants.map((entrant): Rated => ({ index: entrant.index, value: measure(entrant) }))
  const known = rated.flatMap(({ index, value }) => (value === null ? [] : [{ index, value }]))
  const [best, next] = known.sort((a, b) => a.value - b.value || a.index - b.index)
  if (best === undefined) return null
  const sentence = next === undefined ? say.alone(best.value) : sentenceOf(best.value, next.value, say)
  const unknown = rated.length - known.length
  const rest = unknown === 0 || next === undefined ? '' : ` Of ${unknown} it is not known.`
  return { variation: best.index, why: `${sentence}${rest}` }
}

function sentenceOf(best: number, next: number, say: Sentences): string {
  return next === best ? say.tied(best) : say.best(best, next)
}

/** The one that differs most from its siblings: the least like anything else in the run. */
function mostDistant(entrants: readonly Variation[]): BatchChoice | null {
  const designed = entrants.flatMap(({ index, design }) => (design === null ? [] : [{ index, design }]))
  const [only, second] = designed
  if (only === undefined) return null
  if (second === undefined) return { variation: only.index, why: 'It was the only one that succeeded.' }
  const rated = designed.map((one) => ({
    index: one.index,
    ...siblingDistance(
      one.design,
      designed.filter((other) => other !== one).map(({ design }) => design),
    ),
  }))
  const best = rated.reduce((far, one) => (one.value > far.value ? one : far))
  const siblings = designed.length === 2 ? 'its sibling' : `its ${designed.length - 1} siblings`
  if (best.value === 0) return { variation: best.index, why: `It has no measurable difference from ${siblings}.` }
  const percent = Math.round(best.value * 100)
  const why = `It differs most from ${siblings} (${percent} %), above all in ${list(best.foremost.slice(0, 3))}.`
  // two designs are as far from each other as the other way round
  const isEven = rated.filter(({ value }) => value === best.value).length > 1
  return { variation: best.index, why: isEven ? why.replace('differs most', 'differs as much as another') : why }
}

/** The attempt its design came from. */
function lastAttempt({ attempts }: Variation): Attempt | undefined {
  return attempts.at(-1)
}

function endedAtMs(entrant: Variation): number | null {
  const at = lastAttempt(entrant)?.endedAt
  return at ? Date.parse(at) : null
}

/** From the start of its work to its end, waits for a place left out; null while either is unknown. */
export function durationMs(variation: Variation): number | null {
  const last = lastAttempt(variation)
  return last?.startedAt && last.endedAt ? Date.parse(last.endedAt) - Date.parse(last.startedAt) : null
}

/** What its last attempt cost, in dollars; null where a part of it is unknown. */
export function costUsd(variation: Variation): number | null {
  return lastAttempt(variation)?.usage.costUsd ?? null
}
