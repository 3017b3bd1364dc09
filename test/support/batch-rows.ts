import { chooseWinner } from '../../api/batches/choose-winner.ts'
import type { OpenStore } from '../../api/store/open-store.ts'
import type { Batch } from '../../contract/batch.ts'
import { fakePicture } from './fake-picture.ts'
import { sampleDesign } from './sample-design.ts'
import { owner, startAttempt } from './test-store.ts'

/** Sends rows as JSON lines the way a caller does. */
export async function postBatch(url: string, rows: readonly object[], query = ''): Promise<Batch> {
  const lines = rows.map((row, at) =>
    JSON.stringify({ customId: `row-${at}`, brief: 'a baker', variations: 2, ...row }),
  )
  const answer = await fetch(`${url}/v1/batches?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${lines.join('\n')}\n`,
  })
  if (answer.status !== 202) throw new Error(`POST /v1/batches: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Batch
}

/** Makes a row's run, ends its variations (those in `failing` without a design), and then the row. */
export async function runRow(
  store: OpenStore,
  batch: Batch,
  row: number,
  failing: readonly number[] = [],
): Promise<string> {
  await store.batchWork.admit(batch.id, row, { designer: 'scripted', renderer: 'sketch' })
  const { runId } = await store.batches.row(owner, batch.id, row)
  if (runId === null) throw new Error(`Row ${row} was given no run.`)
  const { variations } = await store.runs.get(owner, runId)
  for (const { index } of variations) {
    if (failing.includes(index)) await failVariation(store, runId, index)
    else await designVariation(store, runId, index)
  }
  const run = await store.runs.get(owner, runId)
  if (run.state === 'running') throw new Error(`Run ${runId} did not end.`)
  const choice = chooseWinner(batch.selection, run)
  await store.batchWork.endRow(batch.id, { row, runId, outcome: run.state, choice })
  return runId
}

async function failVariation(store: OpenStore, runId: string, index: number): Promise<void> {
  const { id } = await startAttempt(store, runId, index)
  await store.attempts.end(id, { exit: 1, reason: 'agent-exit' }, true)
}

async function designVariation(store: OpenStore, runId: string, index: number): Promise<void> {
  const { id } = await startAttempt(store, runId, index)
  const bytes = await fakePicture(index)
  const sha256 = await store.blobs.put(bytes)
  const facts = { width: 512, height: 512, bytes: bytes.length, sha256, sourceSha256: sha256 }
  const kind = { kind: 'sketch', step: 'sketch', mediaType: 'image/png' } as const
  await store.attempts.addArtifact({ attemptId: id, owner, name: 'sketch-1', ...kind, ...facts })
  const design = { ...sampleDesign, name: `Miso ${index}` }
  await store.attempts.finish(id, { outcome: 'succeeded', design, lines: 0 })
  await store.attempts.end(id, { exit: 0 }, true)
}
