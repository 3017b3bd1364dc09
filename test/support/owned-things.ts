import { createHash } from 'node:crypto'
import { ulid } from 'ulid'
import type { OpenStore } from '../../api/store/open-store.ts'
import type { ApiCaller } from './api-caller.ts'
import { sampleDesign } from './sample-design.ts'

/** What one owner has: a run in each state there is, with everything that hangs on one. */
export interface OwnedThings {
  /** Ended, with a design, a picture and a pick. */
  readonly ended: string
  /** Still going on. */
  readonly live: string
  /** Grown from the first. */
  readonly child: string
  /** Hidden, and not removed yet. */
  readonly deleted: string
  readonly artifact: { readonly id: string; readonly sha256: string }
  /** Paused before its first row. */
  readonly batch: string
  readonly webhook: { readonly id: string; readonly delivery: string }
}

export async function makeThings(store: OpenStore, { call, key }: ApiCaller): Promise<OwnedThings> {
  const make = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await call('POST', path, body, headers)
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { id: string }).id
  }
  const brief = `what ${key.owner} wants`
  const post = (body: object) => make('/v1/runs', { brief, variations: 1, ...body })
  const webhook = await make('/v1/webhooks', { url: 'https://hooks.example/axoloom' })
  const ended = await post({})
  const artifact = await succeed(store, key.owner, ended)
  await call('PUT', `/v1/runs/${ended}/pick`, { variation: 0, note: 'mine' })
  const deleted = await post({})
  await succeed(store, key.owner, deleted)
  await call('DELETE', `/v1/runs/${deleted}`)
  const rows = ['one', 'two'].map((customId) => JSON.stringify({ customId, brief, variations: 1 })).join('\n')
  const batch = await make('/v1/batches?name=mine', rows, { 'content-type': 'application/x-ndjson' })
  await call('POST', `/v1/batches/${batch}/pause`)
  const delivery = await firstDelivery(call, webhook)
  const runs = { ended, live: await post({}), child: await post({ parents: [{ run: ended, variation: 0 }] }), deleted }
  return { ...runs, artifact, batch, webhook: { id: webhook, delivery } }
}

async function firstDelivery(call: ApiCaller['call'], webhook: string): Promise<string> {
  const answer = await call('GET', `/v1/webhooks/${webhook}/deliveries`)
  const [first] = ((await answer.json()) as { data: { id: string }[] }).data
  if (first === undefined) throw new Error(`Nothing is queued for webhook ${webhook}.`)
  return first.id
}

/** Ends a run's one variation with a design and a picture, as launcher, agent and runner would. */
async function succeed(store: OpenStore, owner: string, runId: string): Promise<OwnedThings['artifact']> {
  const attempt = store.attempts.live().find((candidate) => candidate.runId === runId)
  if (attempt === undefined) throw new Error(`Run ${runId} has no live attempt.`)
  const { id } = attempt
  await store.attempts.launch(id)
  await store.attempts.start(id, 'local', { text: 'a test', details: {} })
  await store.attempts.claim(id, ulid())
  const picture = await addPicture(store, owner, id)
  await store.attempts.finish(id, { outcome: 'succeeded', design: sampleDesign, lines: 0 })
  await store.attempts.end(id, { exit: 0 }, true)
  return picture
}

async function addPicture(store: OpenStore, owner: string, attemptId: string): Promise<OwnedThings['artifact']> {
  const bytes = Buffer.from(`the picture of ${owner}`)
  const sha256 = await store.blobs.put(bytes)
  const kind = { name: 'sketch-1', kind: 'sketch', step: 'sketch', mediaType: 'image/png' } as const
  const size = { width: 1, height: 1, bytes: bytes.length, sha256 }
  const sourceSha256 = createHash('sha256').update(bytes).digest('hex')
  const { id } = await store.attempts.addArtifact({ attemptId, owner, ...kind, ...size, sourceSha256 })
  return { id, sha256 }
}
