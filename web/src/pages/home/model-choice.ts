import { computed, signal } from '@preact/signals'
import type { BackendList, DesignerChoice } from '#contract/backends.ts'
import type { NewRun } from '#contract/client/runs.ts'
import type { Designer, Renderer } from '#contract/event.ts'
import { MAX_VARIATIONS } from '#contract/limits.ts'
import { backends } from '../../api/backends.ts'

/** What a run, or one of its lanes, is to be made with; null: as above it, in the end as the server is set. */
export interface ModelWish {
  readonly designer: Designer | null
  readonly model: string
  readonly renderer: Renderer | null
}

type LanePlan = Exclude<NewRun['variations'], number | undefined>[number]

const noWish: ModelWish = { designer: null, model: '', renderer: null }
export const runWish = signal<ModelWish>(noWish)
export const isMixed = signal(false)
export const laneWishes = signal<readonly ModelWish[]>([])

/** Where only the built-in designer and renderer exist there is nothing to choose. */
export const hasChoice = computed(() => isChoice(backends.value))
/** A budget is for what costs money: language models that are not our own. */
export const hasCosts = computed(() => backends.value?.designers.some(({ name }) => name === 'claude') ?? false)

function isChoice(list: BackendList | null): boolean {
  return list !== null && (list.designers.length > 1 || list.renderers.length > 1)
}

export const laneWish = (index: number): ModelWish => laneWishes.value[index] ?? noWish

export function setLaneWish(index: number, change: Partial<ModelWish>): void {
  laneWishes.value = Array.from({ length: MAX_VARIATIONS }, (_, i) =>
    i === index ? changed(laneWish(i), change) : laneWish(i),
  )
}

export function setRunWish(change: Partial<ModelWish>): void {
  runWish.value = changed(runWish.value, change)
}

/** The model of one designer is none of another's. */
function changed(wish: ModelWish, change: Partial<ModelWish>): ModelWish {
  const isOther = change.designer !== undefined && change.designer !== wish.designer
  return { ...wish, ...(isOther ? { model: '' } : {}), ...change }
}

/** The designer a wish comes to: its own, the run's, the server's. */
export function designerOf(wish: ModelWish): DesignerChoice | null {
  const name = wish.designer ?? runWish.value.designer ?? backends.value?.defaults.designer
  return backends.value?.designers.find((choice) => choice.name === name) ?? null
}

/** The part of a request that is the same for all lanes; empty where they are mixed, because then each names its own. */
export function runPart(): Partial<NewRun> {
  return !hasChoice.value || isMixed.value ? {} : partOf(runWish.value)
}

/** The part of one lane: all of it, because a lane that names only a designer would get the run's model. */
export function lanePart(index: number): LanePlan {
  if (!hasChoice.value || !isMixed.value) return {}
  const own = laneWish(index)
  const run = runWish.value
  const isSameDesigner = own.designer === null || own.designer === run.designer
  return partOf({
    designer: own.designer ?? run.designer,
    model: own.model || (isSameDesigner ? run.model : ''),
    renderer: own.renderer ?? run.renderer,
  })
}

function partOf({ designer, model, renderer }: ModelWish): LanePlan {
  return {
    ...(designer === null ? {} : { designer }),
    ...(model.trim() === '' ? {} : { model: model.trim() }),
    ...(renderer === null ? {} : { renderer }),
  }
}
