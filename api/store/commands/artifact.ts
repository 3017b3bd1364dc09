import type { ArtifactKind, Step } from '#contract/event.ts'
import { AppError } from '../../errors.ts'
import { and, count, eq } from '../drizzle.ts'
import { artifacts } from '../schema.ts'
import { append } from '../writer/append.ts'
import { draft, type Tx } from '../writer/transaction.ts'
import { findAttempt, findRun, placeOf } from './find.ts'

/** Most pictures of one attempt: ten passes of a sketch, a render and a preview, twice over. */
const MAX_PICTURES = 64

/** A picture whose bytes are stored already. */
export interface NewArtifact {
  readonly attemptId: string
  readonly owner: string
  readonly name: string
  readonly kind: ArtifactKind
  readonly step: Step
  readonly mediaType: string
  readonly width: number
  readonly height: number
  readonly bytes: number
  readonly sha256: string
  readonly sourceSha256: string
}

/** Adds a picture and says so; the same bytes under the same name again say nothing, other bytes are a conflict. */
export function addArtifact(tx: Tx, artifact: NewArtifact): { id: string; sha256: string } {
  const attempt = findAttempt(tx, artifact.attemptId)
  if (attempt === undefined) throw new AppError('not-found', 'There is no such attempt.')
  const isSame = and(eq(artifacts.attemptId, artifact.attemptId), eq(artifacts.name, artifact.name))
  const known = tx.db.select().from(artifacts).where(isSame).get()
  if (known !== undefined) {
    if (known.sourceSha256 === artifact.sourceSha256) return { id: known.id, sha256: known.sha256 }
    throw new AppError('conflict', `This attempt has another picture called ${artifact.name} already.`)
  }
  if (attempt.state === 'ended' || attempt.desired === 'cancelled' || attempt.stopReason !== null) {
    throw new AppError('forbidden', 'This attempt takes no more pictures.')
  }
  if (countPictures(tx, artifact.attemptId) >= MAX_PICTURES) {
    throw new AppError('conflict', `An attempt keeps at most ${MAX_PICTURES} pictures.`)
  }
  findRun(tx, artifact.owner, attempt.runId)
  const id = tx.newId()
  const { kind, step, mediaType, width, height, bytes, sha256 } = artifact
  const drafts = [draft(tx, placeOf(attempt), 'artifact', { id, kind, step, mediaType, width, height, bytes, sha256 })]
  const place = { runId: attempt.runId, index: attempt.index, number: attempt.number }
  // released at once until there is a content gate; the event is written at release
  const row = { ...artifact, ...place, id, state: 'released' as const, createdAt: tx.now.toISOString() }
  const change = () => tx.db.insert(artifacts).values(row).run()
  append(tx, attempt.runId, drafts, change, { kind: 'command', key: `artifact:${artifact.attemptId}:${artifact.name}` })
  return { id, sha256 }
}

function countPictures(tx: Tx, attemptId: string): number {
  const found = tx.db.select({ count: count() }).from(artifacts).where(eq(artifacts.attemptId, attemptId)).get()
  return found?.count ?? 0
}
