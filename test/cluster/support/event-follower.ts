import { setTimeout as delay } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import type { Response } from 'undici'
import type { EventType, RunEvent } from '#contract/event.ts'

/** Opens the stream of events after a number. */
export type OpenEvents = (after: number, signal: AbortSignal) => Promise<Response>

/** An API that is being replaced answers nobody for a moment. */
const RECONNECT_MS = 200
/** The API says something every 10 s. */
const SILENCE_MS = 30_000

/** A reader of one run that stays for good: it comes back with the last number it has seen, and insists on density. */
export class EventFollower {
  readonly events: RunEvent[] = []
  /** How often the stream had to be opened again. */
  reconnects = 0
  readonly #open: OpenEvents
  readonly #stop = new AbortController()
  readonly #waiting = new Set<() => void>()
  readonly #reading: Promise<void>
  #fault: Error | null = null

  constructor(open: OpenEvents) {
    this.#open = open
    this.#reading = this.#read()
  }

  /** All events of a type so far. */
  of<T extends EventType>(type: T): Extract<RunEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type)
  }

  /** Waits until it holds, and gives what it answered. Rejects with the last events when it takes longer. */
  async until<T>(
    what: string,
    ask: (events: readonly RunEvent[]) => T | undefined | null | false,
    timeoutMs = 60_000,
  ): Promise<T> {
    const end = performance.now() + timeoutMs
    for (;;) {
      if (this.#fault !== null) throw this.#fault
      const answer = ask(this.events)
      if (answer !== undefined && answer !== null && answer !== false) return answer
      const leftMs = end - performance.now()
      if (leftMs <= 0) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}. Seen: ${this.#lastEvents()}`)
      await this.#next(leftMs)
    }
  }

  /** Waits for the first event of a type, after an optional check of it. */
  untilSeen<T extends EventType>(
    type: T,
    isIt: (event: Extract<RunEvent, { type: T }>) => boolean = () => true,
    timeoutMs?: number,
  ): Promise<Extract<RunEvent, { type: T }>> {
    return this.until(type, () => this.of(type).find(isIt), timeoutMs)
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#reading
  }

  async #read(): Promise<void> {
    while (!this.#stop.signal.aborted && this.#fault === null) {
      await this.#readOnce().catch(() => {})
      if (this.#stop.signal.aborted) return
      this.reconnects++
      await delay(RECONNECT_MS, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }

  async #readOnce(): Promise<void> {
    const quiet = new AbortController()
    const response = await this.#open(this.events.length, AbortSignal.any([this.#stop.signal, quiet.signal]))
    if (response.status !== 200 || response.body === null) {
      // A gateway in between, or an API that is not ready, says anything but 4xx.
      if (response.status >= 400 && response.status < 500) this.#fail(`the stream answered ${response.status}`)
      await response.body?.cancel()
      return
    }
    const parser = createParser({ onEvent: ({ data }) => this.#take(JSON.parse(data) as RunEvent) })
    const decoder = new TextDecoder()
    const timer = setTimeout(() => quiet.abort(), SILENCE_MS)
    try {
      for await (const chunk of response.body) {
        timer.refresh()
        parser.feed(decoder.decode(chunk, { stream: true }))
      }
    } finally {
      clearTimeout(timer)
    }
  }

  #take(event: RunEvent): void {
    if (event.seq !== this.events.length + 1) this.#fail(`event ${event.seq} came after ${this.events.length}`)
    else this.events.push(event)
    this.#wake()
  }

  #fail(what: string): void {
    this.#fault ??= new Error(`The event stream is at fault: ${what}. Seen: ${this.#lastEvents()}`)
    this.#wake()
  }

  #next(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#waiting.add(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  #lastEvents(): string {
    const last = this.events.slice(-8).map(({ seq, variation, type, data }) => {
      return `${seq} ${variation ?? '-'} ${type} ${JSON.stringify(data).slice(0, 120)}`
    })
    return `${this.events.length} events, the last ones\n  ${last.join('\n  ')}`
  }
}
