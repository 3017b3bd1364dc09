import { signal } from '@preact/signals'
import { ApiProblem } from '#contract/client/api-problem.ts'
import type { NewBatch } from '#contract/client/batches.ts'
import { batches } from '../../api/batches.ts'
import { messageOf } from '../../api/server.ts'
import { batchStrings } from '../../batch-strings.ts'
import { batchPagePath, navigate } from '../../router.ts'

type Selection = (typeof batchStrings.form.selections)[number][0]

/** One thing wrong with the file, as it is read to a person. */
export interface FileFault {
  readonly place: string
  readonly detail: string
}

/** More than these nobody reads on a page; mended, the file shows the rest. */
const MOST_SHOWN = 20

/** The form for a new batch. */
export function createNewBatch() {
  const file = signal<File | null>(null)
  const name = signal('')
  const selection = signal<Selection>('none')
  const isPartial = signal(false)
  const isSending = signal(false)
  const fault = signal<string | null>(null)
  const faults = signal<readonly FileFault[]>([])
  const faultCount = signal(0)

  function setFile(chosen: File | null): void {
    file.value = chosen
    fault.value = null
    faults.value = []
  }

  async function send(): Promise<void> {
    const chosen = file.value
    if (isSending.value) return
    if (!chosen) {
      fault.value = batchStrings.form.noFile
      return
    }
    isSending.value = true
    setFile(chosen)
    const named = name.value.trim() || chosen.name.replace(/\.[^.]+$/, '')
    const given: NewBatch = {
      name: named.slice(0, 200),
      partial: isPartial.value,
      selection: selection.value,
      mediaType: isCsv(chosen) ? 'text/csv' : 'application/x-ndjson',
    }
    try {
      const batch = await batches.create(chosen, given)
      navigate(batchPagePath(batch.id))
    } catch (error) {
      fault.value = messageOf(error)
      const all = error instanceof ApiProblem ? (error.problem?.errors ?? []) : []
      faults.value = all.slice(0, MOST_SHOWN).map(readable)
      faultCount.value = all.length
    } finally {
      isSending.value = false
    }
  }

  return { file, name, selection, isPartial, isSending, fault, faults, faultCount, setFile, send }
}

export type NewBatchState = ReturnType<typeof createNewBatch>

const isCsv = ({ name, type }: File) => /\.csv$/i.test(name) || type === 'text/csv'

/** `/lines/17/variations/0/seed` is line 17, variations/0/seed. */
function readable({ pointer, detail }: { readonly pointer: string; readonly detail: string }): FileFault {
  const [, line, field = ''] = /^\/lines\/(\d+)\/?(.*)$/.exec(pointer) ?? []
  return { place: line === undefined ? pointer : batchStrings.form.line(line, field), detail }
}
