import { runs } from '../api/runs.ts'
import { messageOf } from '../api/server.ts'
import { showToast } from '../components/toasts.ts'
import { strings } from '../strings.ts'

interface DeleteHandlers {
  readonly onDeleted: () => void
  readonly onRestored: () => void
}

/** The server keeps a deleted run for 10 s; the offer ends a little before, so that a late click still holds. */
const UNDO_MS = 9500

export async function deleteWithUndo(id: string, { onDeleted, onRestored }: DeleteHandlers): Promise<void> {
  const undo = async () => {
    try {
      await runs.restore(id)
      showToast(strings.list.restored)
      onRestored()
    } catch (error) {
      showToast(messageOf(error), { isBad: true })
    }
  }
  try {
    await runs.remove(id)
    onDeleted()
    showToast(strings.list.deleted, {
      durationMs: UNDO_MS,
      action: { label: strings.list.undo, run: () => void undo() },
    })
  } catch (error) {
    showToast(messageOf(error), { isBad: true })
  }
}
