import { KubeError } from '../../../../api/runner/kubernetes/kube-error.ts'
import type { PodLogQuery, PodLogSource } from '../../../../api/runner/kubernetes/pod-log.ts'

/** How a connection ends before its time. */
export type Cut = 'reset' | 'end' | 'silence'

export interface FakeLogOptions {
  /** From 0 to below 1: sizes of chunks, and what a rotation takes from a follower. */
  readonly random?: () => number
  /** Asked once for each connection; null lets it be. */
  readonly cut?: (query: PodLogQuery) => { readonly afterBytes: number; readonly how: Cut } | null
  readonly containerId?: string
  readonly largestChunk?: number
}

export interface Printed {
  readonly ns: bigint
  readonly text: string
  readonly hasNewline: boolean
}

const NEWLINE = 10
const SECOND = 1_000_000_000n

/**
 * A container's log as a kubelet serves it, in memory: stamps of nanoseconds, `sinceTime` of whole seconds, only the
 * newest file, and a follower that loses what it had not read of the one before. Chunks share their memory.
 */
export class FakeLog implements PodLogSource {
  readonly containerId: string
  readonly queries: PodLogQuery[] = []
  /** Statuses that the next reads are refused with. */
  readonly refusals: number[] = []
  /** Of the clock of the node. */
  ns = BigInt(Date.parse('2026-11-21T18:10:39Z')) * 1_000_000n
  isGone = false
  /** Reads under way. */
  reading = 0
  readonly #options: FakeLogOptions
  readonly #random: () => number
  readonly #lines: Printed[] = []
  readonly #files: number[] = [0]
  readonly #waiting = new Set<() => void>()
  readonly #connections = new Set<(how: Cut) => void>()
  #isOver = false

  constructor(options: FakeLogOptions = {}) {
    this.#options = options
    this.#random = options.random ?? randomOf(1)
    this.containerId = options.containerId ?? 'containerd://one'
  }

  get lines(): readonly Printed[] {
    return this.#lines
  }

  get printed(): readonly string[] {
    return this.#lines.map(({ text }) => text)
  }

  /** What the newest file holds. */
  get readable(): readonly string[] {
    return this.printed.slice(this.#files.at(-1))
  }

  print(text: string, hasNewline = true): void {
    this.printAt(this.ns, text, hasNewline)
  }

  printAt(ns: bigint, text: string, hasNewline = true): void {
    this.#lines.push({ ns, text, hasNewline })
    this.#wake()
  }

  /** Moves the clock; nothing keeps it from going back. */
  tick(ns: bigint): void {
    this.ns += ns
  }

  rotate(): void {
    this.#files.push(this.#lines.length)
    this.#wake()
  }

  /** The container ends. Its pod stays and was started, so its log is there. */
  end(): void {
    this.#isOver = true
    this.refusals.splice(0, Infinity, ...this.refusals.filter((status) => status > 404))
    this.#wake()
  }

  /** Breaks the connections that are open now. */
  cutAll(how: Cut): void {
    for (const cut of this.#connections) cut(how)
    this.#wake()
  }

  isOver(): boolean {
    return this.#isOver
  }

  async over(signal: AbortSignal): Promise<void> {
    while (!this.#isOver) await this.#change(signal)
  }

  async *open(query: PodLogQuery, signal: AbortSignal): AsyncGenerator<Buffer> {
    this.queries.push(query)
    const refusal = this.isGone ? 404 : this.refusals.shift()
    if (refusal !== undefined) throw new KubeError('refused', { status: refusal, reason: 'Refused' })
    const planned = this.#options.cut?.(query) ?? null
    let room = Math.min(planned?.afterBytes ?? Infinity, query.limitBytes ?? Infinity)
    let cut: Cut | null = null
    const onCut = (how: Cut) => {
      cut = how === 'end' && !query.follow ? 'reset' : how
    }
    this.#connections.add(onCut)
    this.reading++
    try {
      const memory = Buffer.alloc(this.#options.largestChunk ?? 200)
      for await (const text of this.#texts(query, signal, () => cut !== null)) {
        for (let bytes = text; bytes.length > 0 && room > 0 && cut === null; ) {
          const size = Math.min(bytes.length, room, 1 + Math.floor(this.#random() * memory.length))
          bytes.copy(memory, 0, 0, size)
          bytes = bytes.subarray(size)
          room -= size
          const last = memory[size - 1]
          yield memory.subarray(0, size)
          memory.fill(0)
          // a clean end between two lines is taken for the end
          if (room <= 0 && planned?.how === 'end' && !query.follow && last === NEWLINE) room = 1
          if (this.#random() < 0.2) await new Promise(setImmediate)
          signal.throwIfAborted()
        }
        if (room <= 0) break
      }
      const how = cut ?? (planned !== null && room <= 0 ? planned.how : 'end')
      if (how === 'reset') throw new KubeError('reset', { status: null, reason: 'ConnectionLost' })
      while (how === 'silence') await this.#change(signal)
    } finally {
      this.reading--
      this.#connections.delete(onCut)
    }
  }

  /** Stretches of the log as they can be read. */
  async *#texts(query: PodLogQuery, signal: AbortSignal, isCut: () => boolean): AsyncGenerator<Buffer> {
    const since = query.sinceTime === undefined ? null : BigInt(Date.parse(query.sinceTime)) * 1_000_000n
    const bytesOf = (from: number, to: number) =>
      Buffer.from(
        this.#lines
          .slice(from, to)
          .filter(({ ns }) => since === null || ns >= since)
          .map(({ ns, text, hasNewline }) => `${stampOf(ns)} ${text}${hasNewline ? '\n' : ''}`)
          .join(''),
      )
    let file = this.#files.length - 1
    let next = this.#files[file] ?? 0
    do {
      if (file < this.#files.length - 1) {
        const end = this.#files[file + 1] ?? 0
        if (this.#random() < 0.5 && next < end) yield bytesOf(next, end)
        file = this.#files.length - 1
        next = this.#files[file] ?? 0
      }
      const end = this.#lines.length
      const isAll = this.#isOver
      if (end > next) yield bytesOf(next, end)
      next = end
      if (!query.follow || (isAll && end === this.#lines.length)) return
      if (end === this.#lines.length && !isCut()) await this.#change(signal)
    } while (!isCut())
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', abort)
        settle()
      }
      const wake = done(resolve)
      const abort = done(() => reject(signal.reason))
      if (signal.aborted) {
        reject(signal.reason)
        return
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', abort)
    })
  }
}

/** The same numbers for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** RFC 3339 with nine digits, as today's kubelets write it. */
export function stampOf(ns: bigint): string {
  const second = new Date(Number(ns / SECOND) * 1000).toISOString().slice(0, 19)
  return `${second}.${(ns % SECOND).toString().padStart(9, '0')}Z`
}
