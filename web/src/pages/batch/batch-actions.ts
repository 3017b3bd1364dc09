import type { SheetRow } from '#contract/batch-result.ts'
import { batches } from '../../api/batches.ts'
import { messageOf } from '../../api/server.ts'
import { batchStrings } from '../../batch-strings.ts'
import { announce } from '../../components/announcer.tsx'
import { showToast } from '../../components/toasts.ts'
import type { BatchStore } from './batch-store.ts'

export type BatchActions = ReturnType<typeof createBatchActions>

/** Everything a person can do to a batch. What fails says so in a notice; nothing here throws. */
export function createBatchActions(id: string, store: BatchStore) {
  const underWay = new Set<string>()

  /** One call of a name at a time: a double click is one wish. Gives whether it was done. */
  async function once(name: string, act: () => Promise<void>): Promise<boolean> {
    if (underWay.has(name)) return false
    underWay.add(name)
    try {
      await act()
      return true
    } catch (error) {
      showToast(messageOf(error), { isBad: true })
      return false
    } finally {
      underWay.delete(name)
    }
  }

  /** Gives whether the row has this choice now. */
  async function choose({ row, customId, choice, variations }: SheetRow, index: number | null): Promise<boolean> {
    if ((choice?.variation ?? null) === index && (choice === null || isByHand(choice.why))) return true
    if (index !== null && !variations[index]?.picture) {
      showToast(batchStrings.toast.noPicture(index))
      return false
    }
    const { chosen, unchosen } = batchStrings.announce
    return once(`choose ${row}`, async () => {
      store.setChoice(await batches.choose(id, row, index))
      announce(index === null ? unchosen(customId) : chosen(index, customId))
    })
  }

  return {
    choose,
    /** Takes the choice back where it is this one. */
    toggle: (row: SheetRow, index: number) => choose(row, row.choice?.variation === index ? null : index),
    pause: () => once('state', async () => store.setBatch(await batches.pause(id))),
    resume: () => once('state', async () => store.setBatch(await batches.resume(id))),
    cancel: (running: 'finish' | 'stop') =>
      once('state', async () => store.setBatch(await batches.cancel(id, running))),
    retry: () => once('retry', async () => store.setBatch(await batches.retry(id))),
  }
}

/** A rule's choice that a person confirms becomes theirs. */
const isByHand = (why: string) => why.startsWith('Chosen by hand')
