import { z } from 'zod'
import type { Collection, CollectionObjects, ListResult, RulesReview, WatchEvent } from './kube-api.ts'
import { errorOfStatus } from './kube-error.ts'
import { badAnswer } from './read-json.ts'

/**
 * The little of an object that everything rests on. The rest is what the API server's own schema promises, with every
 * part optional, and is taken at its word.
 */
const Identified = z.looseObject({
  metadata: z.looseObject({ name: z.string(), uid: z.string(), resourceVersion: z.string() }),
})
const List = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.unknown()),
})
const Line = z.object({ type: z.string(), object: z.unknown() })
const Bookmark = z.object({ metadata: z.object({ resourceVersion: z.string() }) })

/** An object of a collection. Throws `KubeError` when it is none. */
export function readObject<C extends Collection>(action: string, _collection: C, value: unknown): CollectionObjects[C] {
  const parsed = Identified.safeParse(value)
  if (!parsed.success) throw badAnswer(action, `an object has no ${parsed.error.issues[0]?.path.join('.') || 'fields'}`)
  // Who wrote which field: half of a pod's bytes, and of no use here.
  delete parsed.data.metadata.managedFields
  return parsed.data as unknown as CollectionObjects[C]
}

export interface ListPage<T> extends ListResult<T> {
  /** Where the next page begins; null when this is the last. */
  readonly next: string | null
}

export function readList<C extends Collection>(
  action: string,
  collection: C,
  value: unknown,
): ListPage<CollectionObjects[C]> {
  const parsed = List.safeParse(value)
  if (!parsed.success) throw badAnswer(action, 'it is no list')
  const { metadata, items } = parsed.data
  return {
    items: items.map((item) => readObject(action, collection, item)),
    resourceVersion: metadata.resourceVersion,
    next: metadata.continue || null,
  }
}

/** What one line of a watch tells; null for a kind of news that this program does not know. Throws for an ERROR. */
export function readWatchLine<C extends Collection>(
  action: string,
  collection: C,
  value: unknown,
): WatchEvent<CollectionObjects[C]> | null {
  const parsed = Line.safeParse(value)
  if (!parsed.success) throw badAnswer(action, 'a line is no watch event')
  const { type, object } = parsed.data
  if (type === 'ERROR') throw errorOfStatus(action, object)
  if (type === 'BOOKMARK') {
    const bookmark = Bookmark.safeParse(object)
    return bookmark.success ? { type, resourceVersion: bookmark.data.metadata.resourceVersion } : null
  }
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return null
  return { type, object: readObject(action, collection, object) }
}

const Words = z
  .array(z.string())
  .nullish()
  .transform((words) => words ?? [])
const Review = z.object({
  status: z.object({
    resourceRules: z.array(z.object({ verbs: Words, apiGroups: Words, resources: Words, resourceNames: Words })),
    incomplete: z.boolean().optional(),
  }),
})

export function readRulesReview(action: string, value: unknown): RulesReview {
  const parsed = Review.safeParse(value)
  if (!parsed.success) throw badAnswer(action, 'it is no review of rules')
  const { resourceRules, incomplete = false } = parsed.data.status
  return { rules: resourceRules, isIncomplete: incomplete }
}
