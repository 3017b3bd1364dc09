import type { ApiDocument, DocumentedOperation } from './api-document.ts'
import { ask } from './ask.ts'
import { startBatch } from './batches.ts'
import { exampleRequest } from './example-request.ts'
import { type PublicApi, postRun, startFirstAttempt } from './public-api.ts'

/** Things for the calls of a document to be about: each call gets one of its own, so that none spoils another's. */
export interface Subjects {
  /** The path of a call with a new subject in it. */
  pathOf(operation: DocumentedOperation): Promise<string>
  /** The same with a subject of the caller's choice. */
  fill(operation: DocumentedOperation, id: string): string
}

export function createSubjects(api: PublicApi, document: ApiDocument): Subjects {
  const makers: Readonly<Record<string, () => Promise<string>>> = {
    '/v1/runs': async () => (await makeRun(api)).runId,
    '/v1/artifacts': async () => (await makeRun(api)).artifactId,
    'DELETE /v1/batches/{id}': () => makeEndedBatch(api),
  }
  const fill = (operation: DocumentedOperation, id: string) => {
    const path = operation.path.replace('{id}', id)
    return path.replaceAll(/\{(\w+)\}/g, (_whole, name) => String(exampleOf(operation, name)))
  }
  return {
    fill,
    async pathOf(operation) {
      const [collection = '', rest] = operation.path.split('/{id}', 2)
      if (rest === undefined) return fill(operation, '')
      const make =
        makers[`${operation.method} ${operation.path}`] ??
        makers[collection] ??
        (() => post(api.url, document, collection))
      return fill(operation, await make())
    },
  }
}

function exampleOf({ parameters }: DocumentedOperation, name: string): unknown {
  return parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.example
}

/** Makes a thing by the example of the call that makes such things. */
async function post(url: string, document: ApiDocument, collection: string): Promise<string> {
  const operation = document.operations.find(({ method, path }) => method === 'POST' && path === collection)
  if (operation === undefined) throw new Error(`The document has no POST ${collection}.`)
  const answer = await ask(url, exampleRequest(operation, collection), 5000)
  if (answer.status >= 300) throw new Error(`POST ${collection}: ${answer.status} ${answer.body}`)
  return (JSON.parse(String(answer.body)) as { id: string }).id
}

const bytes = Buffer.from('89504e470d0a1a0a', 'hex')

/** A run that has ended well enough for everything: with a picture to pick, and a lane to try again. */
async function makeRun({ url, store }: PublicApi): Promise<{ runId: string; artifactId: string }> {
  const { id: runId } = await postRun(url)
  const attempt = await startFirstAttempt(store, runId)
  const sha256 = await store.blobs.put(bytes)
  const size = { width: 1, height: 1, bytes: bytes.length, sha256, sourceSha256: sha256 }
  const kind = { name: 'sketch-1', kind: 'sketch', step: 'sketch', mediaType: 'image/png' } as const
  const { id } = await store.attempts.addArtifact({ attemptId: attempt.id, owner: 'local', ...kind, ...size })
  await store.attempts.end(attempt.id, { exit: 1 }, true)
  return { runId, artifactId: id }
}

/** A batch that was cancelled before its first row. */
async function makeEndedBatch({ store }: PublicApi): Promise<string> {
  const { id } = await startBatch(store, { rows: 1 })
  await store.batches.cancel(id, 'stop', { owner: 'local' })
  await store.batchWork.cancelRows(id)
  await store.batchWork.end(id)
  return id
}
