import { useEffect } from 'preact/hooks'
import { bringIntoView } from '../../components/bring-into-view.ts'
import { isShortcut, isSingleKeyOn } from '../../components/shortcuts.ts'
import { showToast } from '../../components/toasts.ts'
import { pictureOf } from '../../run/lane-state.ts'
import { strings } from '../../strings.ts'
import type { RunPageContext } from './run-context.ts'

/** The run page's keys; strings.help lists them. */
export function useRunKeys(page: RunPageContext): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isShortcut(event) && handleKey(event, page)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [page])
}

/** Does what the key stands for; false where it stands for nothing here. */
function handleKey(event: KeyboardEvent, page: RunPageContext): boolean {
  const { key } = event
  if (key === 'ArrowRight' || key === 'ArrowLeft') return moveFocus(page, key === 'ArrowRight' ? 1 : -1)
  if (key === 'Enter') return openFocused(event, page)
  if (!isSingleKeyOn.value) return false
  if (key === 'j' || key === 'k') return moveFocus(page, key === 'j' ? 1 : -1)
  if (/^[1-9]$/.test(key)) return pickNumber(page, Number(key) - 1)
  const act = laneKeys[key]
  if (!act) return false
  const index = focusedLane()
  if (index === null) showToast(strings.toast.noLane)
  else act(index, page)
  return true
}

const laneKeys: Readonly<Record<string, (index: number, page: RunPageContext) => void>> = {
  p: (index, { actions }) => void actions.togglePick(index),
  c: (index, { actions }) => void actions.cancelLane(index),
  r: (index, { actions }) => void actions.retryLane(index),
  v: (index, { openVary, run }) => {
    const lane = run.value.lanes[index]
    if (lane && pictureOf(lane)) openVary.value = `lane-${index}`
    else showToast(strings.toast.noPicture(index))
  },
  d: (index) => document.querySelector<HTMLElement>(`[data-lane="${index}"] [data-download]`)?.click(),
}

function focusedLane(): number | null {
  const lane = document.activeElement?.closest<HTMLElement>('[data-lane]')
  return lane ? Number(lane.dataset.lane) : null
}

function moveFocus(page: RunPageContext, step: 1 | -1): boolean {
  const count = page.run.value.lanes.length
  const from = focusedLane()
  const next = from === null ? (step === 1 ? 0 : count - 1) : (from + step + count) % count
  const lane = document.querySelector<HTMLElement>(`[data-lane="${next}"]`)
  if (lane === null) return true
  lane.focus({ preventScroll: true })
  bringIntoView(lane, { block: 'nearest', inline: 'start' })
  return true
}

/** Enter on a button inside the lane is that button's. */
function openFocused(event: KeyboardEvent, page: RunPageContext): boolean {
  if (!(event.target instanceof HTMLElement) || event.target.dataset.lane === undefined) return false
  const index = Number(event.target.dataset.lane)
  const lane = page.run.value.lanes[index]
  if (!lane || !pictureOf(lane)) return false
  page.openPicture.value = index
  return true
}

function pickNumber(page: RunPageContext, index: number): boolean {
  if (index >= page.run.value.lanes.length) return false
  void page.actions.pick(index)
  return true
}
