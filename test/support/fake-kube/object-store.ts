import { randomUUID } from 'node:crypto'
import { type Collection, type KubeObject, kinds, kubeTime, nameOf, namespaceOf, type Objects } from './objects.ts'

/** One step of the history that watches read. */
export interface Change {
  /** Grows by one with every change of anything, as in etcd. */
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly collection: Collection
  readonly object: KubeObject
  readonly before: KubeObject | null
}

export interface ObjectStore {
  version(): number
  all<Name extends Collection>(collection: Name, namespace: string | null): readonly Objects[Name][]
  get<Name extends Collection>(collection: Name, namespace: string, name: string): Objects[Name] | null
  /** Fills in what a server fills in; null when there is one of that name. */
  create<Name extends Collection>(collection: Name, object: Objects[Name]): Objects[Name] | null
  /** Lets `change` work on a copy and stores it; null when there is none. */
  update<Name extends Collection>(
    collection: Name,
    namespace: string,
    name: string,
    change: (draft: Objects[Name]) => void,
  ): Objects[Name] | null
  remove(collection: Collection, namespace: string, name: string): void
  /** Changes behind `version`, oldest first; null when they are not kept any more. */
  since(version: number): readonly Change[] | null
  /** Forgets the history: whoever asks from an older version has to list again. */
  compact(): void
  /** Calls back within every change; returns how to end that. */
  subscribe(listener: (change: Change) => void): () => void
}

const KEPT_CHANGES = 20_000

/** Objects with one version for all of them and a bounded history. Stored objects are never changed in place. */
export function createObjectStore(firstVersion = 1000): ObjectStore {
  const objects: { [Name in Collection]: Map<string, Objects[Name]> } = {
    jobs: new Map(),
    pods: new Map(),
    events: new Map(),
  }
  const listeners = new Set<(change: Change) => void>()
  let history: Change[] = []
  let version = firstVersion
  let compactedAt = firstVersion

  const keyOf = (namespace: string, name: string) => `${namespace}/${name}`

  function note(type: Change['type'], collection: Collection, object: KubeObject, before: KubeObject | null): void {
    const change = { version, type, collection, object, before }
    history.push(change)
    if (history.length > KEPT_CHANGES) {
      history = history.slice(KEPT_CHANGES / 2)
      compactedAt = (history[0]?.version ?? version) - 1
    }
    for (const listener of listeners) listener(change)
  }

  return {
    version: () => version,
    all: (collection, namespace) =>
      [...objects[collection].values()]
        .filter((object) => namespace === null || namespaceOf(object) === namespace)
        .sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1)),
    get: (collection, namespace, name) => objects[collection].get(keyOf(namespace, name)) ?? null,
    create(collection, object) {
      const { apiVersion, kind } = kinds[collection]
      const key = keyOf(namespaceOf(object), nameOf(object))
      if (objects[collection].has(key)) return null
      const metadata = {
        ...object.metadata,
        uid: object.metadata?.uid ?? randomUUID(),
        resourceVersion: String(++version),
        creationTimestamp: kubeTime(Date.now()),
      }
      const stored = { ...structuredClone(object), apiVersion, kind, metadata }
      objects[collection].set(key, stored)
      note('ADDED', collection, stored, null)
      return stored
    },
    update(collection, namespace, name, change) {
      const before = objects[collection].get(keyOf(namespace, name))
      if (before === undefined) return null
      const draft = structuredClone(before)
      change(draft)
      draft.metadata = { ...draft.metadata, resourceVersion: String(++version) }
      objects[collection].set(keyOf(namespace, name), draft)
      note('MODIFIED', collection, draft, before)
      return draft
    },
    remove(collection, namespace, name) {
      const before = objects[collection].get(keyOf(namespace, name))
      if (before === undefined) return
      objects[collection].delete(keyOf(namespace, name))
      const last = { ...before, metadata: { ...before.metadata, resourceVersion: String(++version) } }
      note('DELETED', collection, last, before)
    },
    since(from) {
      if (from < compactedAt) return null
      let at = history.length
      while (at > 0 && (history[at - 1]?.version ?? 0) > from) at--
      return history.slice(at)
    },
    compact() {
      history = []
      // in a cluster something always changes
      compactedAt = ++version
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
