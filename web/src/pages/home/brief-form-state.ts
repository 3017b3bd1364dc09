import { computed, signal } from '@preact/signals'
import { ApiProblem } from '#contract/client/api-problem.ts'
import type { NewRun } from '#contract/client/runs.ts'
import { DEFAULT_VARIATIONS, MAX_BRIEF_CHARACTERS, MAX_SEED, MAX_VARIATIONS } from '#contract/limits.ts'
import { runs } from '../../api/runs.ts'
import { messageOf } from '../../api/server.ts'
import { modelStrings } from '../../model-strings.ts'
import { navigate, runPagePath } from '../../router.ts'
import { strings } from '../../strings.ts'
import { parseUsd } from '../../usd.ts'
import { hasChoice, hasCosts, lanePart, runPart } from './model-choice.ts'

// Kept for the life of the page: a brief that was typed is still there after looking at a run.
export const brief = signal('')
export const count = signal(DEFAULT_VARIATIONS)
export const directionTexts = signal<readonly string[]>([])
export const seedText = signal('')
export const budgetText = signal('')
export const isSending = signal(false)

/** Faults by JSON pointer; the empty pointer holds what belongs to no field. */
export const faults = signal<ReadonlyMap<string, string>>(new Map())

/** Counted as the server counts: without the blanks around it. */
export const briefLength = computed(() => brief.value.trim().length)
export const isTooLong = computed(() => briefLength.value > MAX_BRIEF_CHARACTERS)

/** The sentence for a field, or for the first of the fields inside it. */
export function faultOf(pointer: string): string | undefined {
  const inside = [...faults.value].find(([key]) => key === pointer || key.startsWith(`${pointer}/`))
  return inside?.[1]
}

export function setCount(wanted: number): void {
  count.value = Math.min(MAX_VARIATIONS, Math.max(1, Math.round(wanted) || 1))
}

export function setDirection(index: number, text: string): void {
  directionTexts.value = Array.from({ length: MAX_VARIATIONS }, (_, i) =>
    i === index ? text : (directionTexts.value[i] ?? ''),
  )
}

/** Starts the race and goes there, or says at each field what is wrong. */
export async function submitBrief(): Promise<void> {
  if (isSending.value) return
  faults.value = localFaults()
  if (faults.value.size > 0) return
  isSending.value = true
  try {
    const run = await runs.create(requestOf())
    brief.value = ''
    navigate(runPagePath(run.id))
  } catch (error) {
    faults.value = faultsOf(error)
  } finally {
    isSending.value = false
  }
}

/** What is asked for as the form stands. */
export function requestOf(): NewRun {
  const wishes = directionTexts.value.slice(0, count.value).map((text) => text.trim())
  const plans = Array.from({ length: count.value }, (_, i) => ({
    ...(wishes[i] ? { direction: wishes[i] } : {}),
    ...lanePart(i),
  }))
  const isPlanned = plans.some((plan) => Object.keys(plan).length > 0)
  const budgetUsd = parseUsd(budgetText.value)
  return {
    brief: brief.value.trim(),
    variations: isPlanned ? plans : count.value,
    ...(seedText.value.trim() === '' ? {} : { seed: Number(seedText.value) }),
    ...runPart(),
    ...(hasCosts.value && budgetUsd !== null ? { budgetUsd } : {}),
  }
}

function localFaults(): Map<string, string> {
  const found = new Map<string, string>()
  if (briefLength.value === 0) found.set('/brief', strings.home.emptyBrief)
  const seed = seedText.value.trim()
  if (seed !== '' && !(/^\d{1,16}$/.test(seed) && Number(seed) <= MAX_SEED)) found.set('/seed', strings.home.badSeed)
  const budget = hasCosts.value ? budgetText.value.trim() : ''
  if (budget !== '' && parseUsd(budget) === null) found.set('/budgetUsd', modelStrings.form.badBudget)
  return found
}

const shownAtField = /^\/(brief|variations|directions|seed)(\/|$)/
/** Fields that are there only where there is something to choose. */
const shownWithChoice = /^\/(designer|model|renderer|budgetUsd)$/

function faultsOf(error: unknown): ReadonlyMap<string, string> {
  const fields = error instanceof ApiProblem ? error.fields : new Map<string, string>()
  const isAtField = (pointer: string) =>
    shownAtField.test(pointer) ||
    (shownWithChoice.test(pointer) && (pointer === '/budgetUsd' ? hasCosts.value : hasChoice.value))
  const isAllAtFields = fields.size > 0 && [...fields.keys()].every(isAtField)
  return isAllAtFields ? fields : new Map([...fields, ['', messageOf(error)]])
}
