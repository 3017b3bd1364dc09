import type { ListResult, WatchEvent } from './kube-api.ts'

/** What of an object makes it comparable; the reader of the wire has seen to it that it is there. */
export interface Versioned {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string }
}

/** Tells of every object that is new, has changed, or is gone (then with its last known state). */
export type OnChange<T> = (object: T, isGone: boolean) => void

export interface LevelOptions<T> {
  readonly onChange: OnChange<T>
  /** What is not kept at all. Default: everything is kept. */
  readonly isWanted?: (object: T) => boolean
  /** Most objects; the oldest versions are dropped. Default: no limit but the cluster's own. */
  readonly maxObjects?: number
}

/**
 * The objects of one collection as they are now, from lists and a watch that overlap in time. What was told last does
 * not win, but what is newest; an object that is gone does not come back with an older version.
 */
export class ResourceLevel<T extends Versioned> {
  readonly #options: LevelOptions<T>
  readonly #known = new Map<string, T>()
  /** Of what is gone: the version at which it was. Kept until no list and no watch can tell of it any more. */
  readonly #gone = new Map<string, string>()
  /** What was noted from elsewhere while the list for a restart is under way. */
  #noted: Set<string> | null = null
  #listedTo = '0'
  #watchedTo = '0'

  constructor(options: LevelOptions<T>) {
    this.#options = options
  }

  /** Where a new watch begins. */
  get version(): string {
    return isNewer(this.#listedTo, this.#watchedTo) ? this.#listedTo : this.#watchedTo
  }

  objects(): IterableIterator<T> {
    return this.#known.values()
  }

  /** Call before a list is asked for that `restart` will take. */
  beginRestart(): void {
    this.#noted = new Set()
  }

  /**
   * Takes a list that began when no watch was open: it is the truth, whatever the versions say (a restored cluster
   * counts from an earlier one). Only what was noted since it began may be newer.
   */
  restart({ items, resourceVersion }: ListResult<T>): void {
    const wanted = this.#wanted(items)
    const present = new Set(wanted.map(uidOf))
    const noted = this.#noted ?? new Set()
    this.#noted = null
    this.#gone.clear()
    for (const [uid, object] of [...this.#known]) {
      if (!present.has(uid) && !noted.has(uid)) this.#remove(uid, object, resourceVersion)
    }
    for (const item of wanted) {
      if (noted.has(uidOf(item))) this.#setIfNewer(item)
      else if (!this.#knowsExactly(item)) this.#set(item)
    }
    this.#listedTo = resourceVersion
    this.#watchedTo = resourceVersion
  }

  /** Takes a list that was asked for while a watch was open. Gives how much of it the watch had not told. */
  compare({ items, resourceVersion }: ListResult<T>): number {
    const wanted = this.#wanted(items)
    const present = new Set(wanted.map(uidOf))
    let corrected = wanted.filter((item) => this.#setIfNewer(item)).length
    for (const [uid, object] of [...this.#known]) {
      if (present.has(uid) || isNewer(versionOf(object), resourceVersion)) continue
      this.#remove(uid, object, resourceVersion)
      corrected += 1
    }
    this.#listedTo = newest(this.#listedTo, resourceVersion)
    this.#forgetGone()
    return corrected
  }

  /** Takes what a watch tells. */
  tell(event: WatchEvent<T>): void {
    if (event.type === 'BOOKMARK') {
      this.#watchedTo = newest(this.#watchedTo, event.resourceVersion)
      this.#forgetGone()
      return
    }
    const { object } = event
    this.#watchedTo = newest(this.#watchedTo, versionOf(object))
    if (this.#options.isWanted?.(object) === false) return
    if (event.type === 'DELETED') this.#removeTold(object)
    else this.#setIfNewer(object)
  }

  /** A watch begins at `version`: nothing older will be told any more. */
  beginWatch(): void {
    this.#watchedTo = this.version
    this.#forgetGone()
  }

  /** Takes what a create answered. */
  note(object: T): void {
    this.#noted?.add(uidOf(object))
    this.#setIfNewer(object)
  }

  #wanted(items: readonly T[]): readonly T[] {
    const { isWanted = () => true, maxObjects = Number.POSITIVE_INFINITY } = this.#options
    const wanted = items.filter(isWanted)
    if (wanted.length <= maxObjects) return wanted
    return wanted.toSorted((a, b) => (isNewer(versionOf(a), versionOf(b)) ? 1 : -1)).slice(-maxObjects)
  }

  #knowsExactly(object: T): boolean {
    const known = this.#known.get(uidOf(object))
    return known !== undefined && versionOf(known) === versionOf(object)
  }

  #setIfNewer(object: T): boolean {
    const goneAt = this.#gone.get(uidOf(object))
    if (goneAt !== undefined && !isNewer(versionOf(object), goneAt)) return false
    const known = this.#known.get(uidOf(object))
    // what is not known was not in the last list either: a version from before it is of an object that was gone by then
    if (!isNewer(versionOf(object), known === undefined ? this.#listedTo : versionOf(known))) return false
    this.#set(object)
    return true
  }

  #set(object: T): void {
    const uid = uidOf(object)
    // moved to the end, so that the first of the map is the one that has not changed for longest
    this.#known.delete(uid)
    this.#known.set(uid, object)
    this.#gone.delete(uid)
    this.#options.onChange(object, false)
    this.#dropOverflow()
  }

  #dropOverflow(): void {
    const { maxObjects = Number.POSITIVE_INFINITY, onChange } = this.#options
    for (const [uid, object] of this.#known) {
      if (this.#known.size <= maxObjects) return
      this.#known.delete(uid)
      onChange(object, true)
    }
  }

  /** The last state comes with a deletion, so it is told even when a list has already shown that the object is gone. */
  #removeTold(object: T): void {
    const uid = uidOf(object)
    const known = this.#known.get(uid)
    if (known !== undefined && isNewer(versionOf(known), versionOf(object))) return
    this.#remove(uid, object, newest(versionOf(object), this.#gone.get(uid) ?? '0'))
  }

  #remove(uid: string, object: T, version: string): void {
    this.#known.delete(uid)
    this.#gone.set(uid, version)
    this.#options.onChange(object, true)
  }

  #forgetGone(): void {
    for (const [uid, version] of this.#gone) {
      if (!isNewer(version, this.#listedTo) && !isNewer(version, this.#watchedTo)) this.#gone.delete(uid)
    }
  }
}

export const uidOf = (object: Versioned): string => object.metadata?.uid ?? ''
export const versionOf = (object: Versioned): string => object.metadata?.resourceVersion ?? '0'

/** Versions are decimal numbers of any length that only grow (promised since Kubernetes 1.35, true of etcd before). */
export function isNewer(version: string, than: string): boolean {
  return version.length === than.length ? version > than : version.length > than.length
}

const newest = (a: string, b: string) => (isNewer(a, b) ? a : b)
