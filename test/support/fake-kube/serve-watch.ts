import { failure, type StatusBody } from './answers.ts'
import { createBell } from './bell.ts'
import type { FaultState } from './faults.ts'
import { isTrue } from './kube-request.ts'
import type { Change, ObjectStore } from './object-store.ts'
import { type Collection, kinds, namespaceOf } from './objects.ts'
import type { OpenStream } from './open-stream.ts'
import type { Selector } from './selectors.ts'

export interface WatchOptions {
  readonly store: ObjectStore
  readonly faults: FaultState
  /** Between two bookmarks, for who asked for them; about a minute in a real server. */
  readonly bookmarkMs: number
  readonly signal: AbortSignal
}

export const tooOld = (from: number, now: number): StatusBody =>
  failure(410, `too old resource version: ${from} (${now})`)

/** Tells what changes until the client goes, its time is over, or its version is too old. */
export async function serveWatch(
  { store, faults, bookmarkMs, signal }: WatchOptions,
  collection: Collection,
  selector: Selector,
  stream: OpenStream,
): Promise<void> {
  const { query, namespace } = stream.request
  const bell = createBell()
  const unsubscribe = store.subscribe(() => bell.ring())
  const isOver = AbortSignal.any([stream.signal, signal])
  let hasExpired = false
  faults.track(stream, () => {
    hasExpired = true
    bell.ring()
  })
  const endsAt = performance.now() + Number(query.get('timeoutSeconds') ?? 1800) * 1000
  const hasBookmarks = isTrue(query, 'allowWatchBookmarks')
  let bookmarkAt = hasBookmarks ? performance.now() + bookmarkMs : Number.POSITIVE_INFINITY
  let from = Number(query.get('resourceVersion') ?? 0)

  stream.begin()
  if (from === 0) {
    from = store.version()
    const present = store.all(collection, namespace).filter(selector)
    await stream.write(Buffer.concat(present.map((object) => line('ADDED', object))))
  }
  try {
    while (!isOver.aborted) {
      const changes = hasExpired ? null : store.since(from)
      if (changes === null) return await sayError(stream, tooOld(from, store.version()))
      from = changes.at(-1)?.version ?? from
      const told = changes.filter((change) => change.collection === collection && !faults.isDropped(change))
      const isIn = (change: Change) => namespace === null || namespaceOf(change.object) === namespace
      await stream.write(Buffer.concat(told.filter(isIn).flatMap((change) => lineOf(change, selector))))
      const now = performance.now()
      if (now >= bookmarkAt || (hasBookmarks && now >= endsAt)) {
        bookmarkAt = now + bookmarkMs
        await stream.write(bookmark(collection, from))
      }
      if (now >= endsAt) return void stream.end()
      await bell.heard(isOver, Math.min(endsAt, bookmarkAt) - now)
    }
  } finally {
    unsubscribe()
  }
}

/** An error inside an answer that has begun with 200, and its end. */
export async function sayError(stream: OpenStream, status: StatusBody): Promise<void> {
  await stream.write(line('ERROR', status))
  stream.end()
}

function lineOf({ type, object, before }: Change, selector: Selector): Buffer[] {
  const was = before !== null && selector(before)
  const is = type !== 'DELETED' && selector(object)
  if (!was && !is) return []
  return [line(was && is ? 'MODIFIED' : is ? 'ADDED' : 'DELETED', object)]
}

const line = (type: string, object: object) => Buffer.from(`${JSON.stringify({ type, object })}\n`)

function bookmark(collection: Collection, version: number): Buffer {
  const { apiVersion, kind } = kinds[collection]
  return line('BOOKMARK', { kind, apiVersion, metadata: { resourceVersion: String(version), creationTimestamp: null } })
}
