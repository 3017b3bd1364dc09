import type { Batch, RequestCounts } from '#contract/batch.ts'
import type { BatchEvent, BatchEventData } from '#contract/batch-event.ts'
import type { Client } from '#contract/client/client.ts'
import { batchView, codeOfCounts } from './batch-view.ts'
import type { ExitCode } from './cli-error.ts'
import { openProgress } from './progress.ts'
import type { Session } from './session.ts'
import { oneLine } from './text.ts'

/** Shows a batch's progress until it has ended, and prints what came of it. */
export async function watchBatch(session: Session, client: Client, id: string): Promise<ExitCode> {
  const { host, signal } = session
  host.noteOnInterrupt = `The batch goes on without you: watch it with axoloom batch watch ${id}, or cancel it with axoloom batch cancel ${id}.`
  const progress = openProgress(session)
  const before = await client.batches.get(id, { signal })
  let counts = before.requestCounts
  progress.show(counts)
  if (before.wait) progress.note(waitLine(before.wait))
  try {
    for await (const event of client.batches.events(id, { after: before.lastSeq, until: 'end', signal })) {
      counts = countEvent(counts, event)
      if (event.type === 'batch-wait') progress.note(waitLine(event.data))
      progress.show(counts)
    }
  } finally {
    progress.close()
  }
  signal.throwIfAborted()
  const batch: Batch = await client.batches.get(id, { signal })
  await session.print({ ...batchView([batch], host.now()), data: batch })
  const { url } = await session.server()
  session.say(`Next: axoloom batch results ${id}, or see it at ${url}${batch.links.page}`)
  return codeOfCounts(batch.requestCounts)
}

/** What holds a batch back, and until when. */
export function waitLine({ reason, message, until }: BatchEventData<'batch-wait'>): string {
  if (reason === null) return 'No row is held back any more.'
  return `Waiting: ${oneLine(message)}${until === null ? '' : ` It goes on at ${until} at the earliest.`}`
}

/** The counts after one more event. */
export function countEvent(counts: RequestCounts, event: BatchEvent): RequestCounts {
  switch (event.type) {
    case 'row-start':
      return { ...counts, queued: counts.queued - 1, running: counts.running + 1 }
    case 'row-end': {
      const { outcome, runId } = event.data
      // a row that never began was still waiting
      const from = runId === null ? 'queued' : 'running'
      return { ...counts, [from]: counts[from] - 1, [outcome]: counts[outcome] + 1 }
    }
    case 'batch-retry': {
      // it does not say which: failed ones first, and the end tells all
      const { rows } = event.data
      const failed = Math.max(0, counts.failed - rows)
      const partial = Math.max(0, counts.partial - (rows - (counts.failed - failed)))
      return { ...counts, failed, partial, queued: counts.queued + rows }
    }
    case 'batch-end':
      return event.data.requestCounts
    default:
      return counts
  }
}
