import type { ReadonlySignal } from '@preact/signals'
import type { NewRun } from '#contract/client/runs.ts'
import type { Strength } from '#contract/event.ts'
import { DEFAULT_VARIATIONS } from '#contract/limits.ts'
import { runs } from '../../api/runs.ts'
import { messageOf } from '../../api/server.ts'
import { showToast } from '../../components/toasts.ts'
import { formatUsd } from '../../format-usage.ts'
import { modelStrings } from '../../model-strings.ts'
import { navigate, runPagePath } from '../../router.ts'
import { hasPicture, isLive, pictureOf } from '../../run/lane-state.ts'
import { isRunLive, type RunState } from '../../run/run-state.ts'
import type { RunStore } from '../../run/run-store.ts'
import { strings } from '../../strings.ts'
import { deleteWithUndo } from '../delete-with-undo.ts'

export type RunActions = ReturnType<typeof createRunActions>

/** Everything a person can do to a run. What fails says so in a notice; nothing here throws. */
export function createRunActions(run: ReadonlySignal<RunState>, store: RunStore) {
  const underWay = new Set<string>()

  /** One call of a name at a time: a double click is one wish. */
  async function once(name: string, act: () => Promise<unknown>): Promise<void> {
    if (underWay.has(name)) return
    underWay.add(name)
    try {
      await act()
    } catch (error) {
      showToast(messageOf(error), { isBad: true })
    } finally {
      underWay.delete(name)
    }
  }

  const lane = (index: number) => run.value.lanes[index]
  const id = () => run.value.id

  async function pick(index: number, note?: string): Promise<void> {
    const chosen = lane(index)
    if (!chosen) return
    if (!hasPicture(chosen)) return showToast(strings.toast.noPicture(index))
    await once('pick', async () => store.setPick(await runs.pick(id(), index, note)))
  }

  async function removePick(): Promise<void> {
    await once('pick', async () => {
      await runs.unpick(id())
      store.setPick(null)
    })
  }

  async function startAndGo(request: NewRun): Promise<void> {
    await once('new-run', async () => navigate(runPagePath((await runs.create(request)).id)))
  }

  return {
    pick,
    removePick,
    togglePick: (index: number) => (run.value.pick?.variation === index ? removePick() : pick(index)),
    cancelRun: () => once('cancel', () => runs.cancel(id())),
    async cancelLane(index: number): Promise<void> {
      const chosen = lane(index)
      if (chosen && isLive(chosen)) await once(`cancel ${index}`, () => runs.cancelVariation(id(), index))
    },
    async retryLane(index: number): Promise<void> {
      const chosen = lane(index)
      if (chosen && !isLive(chosen)) await once(`retry ${index}`, () => runs.retry(id(), index))
    },
    /** Gives whether it was done: the field stays open when not. */
    async raiseBudget(budgetUsd: number): Promise<boolean> {
      let isDone = false
      await once('budget', async () => {
        store.setBudget((await runs.patch(id(), { budgetUsd })).budgetUsd)
        showToast(modelStrings.budget.raised(formatUsd(budgetUsd)))
        isDone = true
      })
      return isDone
    },
    runAgain: () => startAndGo(againRequest(run.value)),
    async vary(index: number, strength: Strength): Promise<void> {
      const request = varyRequest(run.value, index, strength)
      if (request) await startAndGo(request)
    },
    async remove(): Promise<void> {
      if (isRunLive(run.value)) return
      const removed = id()
      await deleteWithUndo(removed, {
        onDeleted: () => navigate('/'),
        onRestored: () => navigate(runPagePath(removed)),
      })
    },
  }
}

/** The same brief, seed and settings: the same designs. */
export function againRequest(run: RunState): NewRun {
  const variations = run.lanes.map(({ plan: { direction, designer, renderer, model, seed } }) => ({
    direction,
    designer,
    renderer,
    seed,
    ...(model === null ? {} : { model }),
  }))
  return { brief: run.brief, seed: run.seed, parents: [...run.parents], variations, ...budgetOf(run) }
}

/** A child run of the lane's best picture: from an earlier attempt where the last one has none. */
export function varyRequest(run: RunState, index: number, strength: Strength): NewRun | null {
  const lane = run.lanes[index]
  const picture = lane && (pictureOf(lane) ?? lane.artifacts.findLast(({ kind }) => kind !== 'preview'))
  if (!lane || !picture) return null
  const { designer, renderer, model } = lane.plan
  return {
    brief: run.brief,
    variations: DEFAULT_VARIATIONS,
    parents: [{ run: run.id, variation: index, attempt: picture.attempt, strength }],
    designer,
    renderer,
    ...(model === null ? {} : { model }),
    ...budgetOf(run),
  }
}

const budgetOf = ({ budgetUsd }: RunState) => (budgetUsd === null ? {} : { budgetUsd })
