/** Something that is looked at every so often. */
export interface Beating {
  /** `nowMs` is monotonic. Must not throw. */
  tick(nowMs: number): void
}

/** One timer for any number of members; it runs only while there are some. */
export class Heartbeat<T extends Beating> {
  readonly #everyMs: number
  readonly #members = new Set<T>()
  #timer: NodeJS.Timeout | null = null

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  get size(): number {
    return this.#members.size
  }

  add(member: T): void {
    this.#members.add(member)
    this.#timer ??= setInterval(() => this.#beat(), this.#everyMs).unref()
  }

  remove(member: T): void {
    this.#members.delete(member)
    if (this.#members.size > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  /** The members of this moment; safe to add and remove meanwhile. */
  members(): readonly T[] {
    return [...this.#members]
  }

  #beat(): void {
    const nowMs = performance.now()
    for (const member of this.#members) member.tick(nowMs)
  }
}
