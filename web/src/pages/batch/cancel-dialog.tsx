import { batchStrings } from '../../batch-strings.ts'
import { Dialog } from '../../components/dialog.tsx'
import type { BatchActions } from './batch-actions.ts'

interface CancelDialogProps {
  readonly actions: BatchActions
  readonly onClose: () => void
}

/** Stopping cannot be undone, and there are two ways: it asks which. */
export function CancelDialog({ actions, onClose }: CancelDialogProps) {
  const { page } = batchStrings
  const cancel = (running: 'finish' | 'stop') => {
    onClose()
    void actions.cancel(running)
  }
  return (
    <Dialog labelledBy="cancel-heading" class="w-[28rem]" onClose={onClose}>
      <div class="p-7">
        <h2 id="cancel-heading" class="font-serif text-2xl">
          {page.cancelHeading}
        </h2>
        <p class="mt-3 text-soft">{page.cancelText}</p>
        <div class="mt-6 flex gap-2 max-sm:flex-col">
          <button type="button" class="button button-quiet" onClick={() => cancel('finish')}>
            {page.cancelFinish}
          </button>
          <button type="button" class="button button-quiet text-bad" onClick={() => cancel('stop')}>
            {page.cancelStop}
          </button>
          <button type="button" class="button button-coral sm:ml-auto" onClick={onClose}>
            {page.cancelBack}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
