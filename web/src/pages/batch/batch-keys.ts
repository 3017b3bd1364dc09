import { useEffect } from 'preact/hooks'
import type { SheetRow } from '#contract/batch-result.ts'
import { batchStrings } from '../../batch-strings.ts'
import { bringIntoView } from '../../components/bring-into-view.ts'
import { isShortcut, isSingleKeyOn } from '../../components/shortcuts.ts'
import { showToast } from '../../components/toasts.ts'
import { navigate, runPagePath } from '../../router.ts'
import type { BatchActions } from './batch-actions.ts'
import type { BatchStore } from './batch-store.ts'

interface Keyboard {
  readonly store: BatchStore
  readonly actions: BatchActions
}

/** The batch page's keys; batchStrings.help lists them. */
export function useBatchKeys(keyboard: Keyboard): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isShortcut(event) && handleKey(event.key, keyboard)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [keyboard])
}

/** Does what the key stands for; false where it stands for nothing here. */
function handleKey(key: string, { store, actions }: Keyboard): boolean {
  if (key === 'ArrowDown' || key === 'ArrowUp') return focusedRow() !== null && moveRow(key === 'ArrowDown' ? 1 : -1)
  if (key === 'ArrowRight' || key === 'ArrowLeft') return moveCell(key === 'ArrowRight' ? 1 : -1)
  if (!isSingleKeyOn.value) return false
  if (key === 'j' || key === 'k') return moveRow(key === 'j' ? 1 : -1)
  if (key === 'n') store.next()
  else if (key === 'p') store.previous()
  else if (/^[0-9]$/.test(key)) withRow(store, (row) => void chooseAndGoOn(actions, row, Number(key)))
  else if (key === 'o') withRow(store, (row) => row.runId && navigate(runPagePath(row.runId)))
  else return false
  return true
}

async function chooseAndGoOn(actions: BatchActions, row: SheetRow, digit: number): Promise<void> {
  const before = focusedRow()
  const isDone = await actions.choose(row, digit === 0 ? null : digit - 1)
  // who has gone elsewhere meanwhile stays there
  if (isDone && digit !== 0 && focusedRow() === before) moveRow(1, false)
}

function withRow(store: BatchStore, act: (row: SheetRow) => void): void {
  const number = focusedRow()?.dataset.row
  const row = store.rows.value?.find((one) => String(one.row) === number)
  if (row) act(row)
  else showToast(batchStrings.toast.noRow)
}

const allRows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')]
const focusedRow = () => document.activeElement?.closest<HTMLElement>('[data-row]') ?? null

function moveRow(step: 1 | -1, isRound = true): boolean {
  const rows = allRows()
  const from = focusedRow()
  const at = from === null ? (step === 1 ? 0 : rows.length - 1) : rows.indexOf(from) + step
  const next = isRound ? rows.at(at % Math.max(1, rows.length)) : rows[at]
  if (next === undefined) return true
  next.focus({ preventScroll: true })
  bringIntoView(next, { block: 'nearest' })
  return true
}

/** From the row itself the first arrow goes to its first variation. */
function moveCell(step: 1 | -1): boolean {
  const row = focusedRow()
  if (row === null) return false
  const cells = [...row.querySelectorAll<HTMLElement>('[data-cell]:not(:disabled)')]
  const at = cells.findIndex((cell) => cell.contains(document.activeElement))
  const next = at === -1 ? (step === 1 ? 0 : cells.length - 1) : (at + step + cells.length) % cells.length
  cells[next]?.focus()
  return cells.length > 0
}
