import { batch as atOnce, signal } from '@preact/signals'
import type { Batch, BatchRow, BatchRowState } from '#contract/batch.ts'
import type { BatchEvent } from '#contract/batch-event.ts'
import type { SheetRow } from '#contract/batch-result.ts'
import { batches } from '../../api/batches.ts'
import { browserPageStatus, type PageStatusSource } from '../../run/page-status.ts'
import type { Connection } from '../../run/run-source.ts'
import { followBatch } from './follow-batch.ts'

/** Rows of one page; a page of the contact sheet as a picture has as many. */
export const PAGE_ROWS = 12
/** Events come in crowds: what they changed is asked for once in this time. */
const REFRESH_MS = 800
/** So often the page looks by itself: variations end without an event of the batch, and a fault may hide the last event. */
const LOOK_MS = 4000
const MOST_REFUSALS = 3

/** A batch on the screen: loaded, followed, and one page of its rows. */
export class BatchStore {
  /** Null until it is there. */
  readonly batch = signal<Batch | null>(null)
  /** Null while a page is on its way. */
  readonly rows = signal<readonly SheetRow[] | null>(null)
  readonly connection = signal<Connection>('connecting')
  /** Why there is nothing to show: what loading threw. */
  readonly problem = signal<unknown>(null)
  readonly state = signal<BatchRowState | null>(null)
  /** From 1. */
  readonly page = signal(1)
  readonly hasNext = signal(false)
  readonly #id: string
  readonly #status: PageStatusSource
  readonly #closing = new AbortController()
  /** Where each page so far began; null is the beginning. */
  #cursors: (string | null)[] = [null]
  #nextCursor: string | null = null
  #asking = new AbortController()
  #isBatchOld = false
  #areRowsOld = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #look: ReturnType<typeof setInterval> | undefined
  #unfollow: (() => void) | null = null
  #refusals = 0

  constructor(id: string, status: PageStatusSource = browserPageStatus()) {
    this.#id = id
    this.#status = status
    void this.#start()
  }

  close(): void {
    this.#closing.abort()
    this.#asking.abort()
    this.#unfollow?.()
    clearTimeout(this.#timer)
    clearInterval(this.#look)
  }

  filter(state: BatchRowState | null): void {
    this.state.value = state
    void this.#goTo([null])
  }

  next(): void {
    if (this.hasNext.value) void this.#goTo([...this.#cursors, this.#nextCursor])
  }

  previous(): void {
    if (this.#cursors.length > 1) void this.#goTo(this.#cursors.slice(0, -1))
  }

  /** Asks for the page that is shown once more, with the fault it met gone. */
  reload(): void {
    this.problem.value = null
    if (this.batch.value === null) void this.#start()
    else void this.#goTo(this.#cursors)
  }

  /** Shows what the server has confirmed, ahead of its event. */
  setBatch(confirmed: Batch): void {
    this.batch.value = confirmed
  }

  setChoice({ row, choice }: BatchRow): void {
    this.rows.value = this.rows.value?.map((one) => (one.row === row ? { ...one, choice } : one)) ?? null
  }

  async #start(): Promise<void> {
    const { signal: closing } = this.#closing
    try {
      const loaded = await batches.get(this.#id, { signal: closing })
      if (closing.aborted) return
      this.batch.value = loaded
      this.#unfollow = followBatch(this.#id, loaded.lastSeq, this.#handlers(), this.#status)
      this.#look ??= setInterval(() => this.#lookAgain(), LOOK_MS)
      await this.#goTo(this.#cursors)
    } catch (error) {
      if (!closing.aborted) this.problem.value = error
    }
  }

  #handlers() {
    return {
      onEvent: (event: BatchEvent) => this.#take(event),
      onConnection: (next: Connection) => {
        this.connection.value = next
      },
      onRefused: (error: unknown) => this.#beginAgain(error),
    }
  }

  /** The stream's position is unknown to the server (an older database was put back), or the batch is gone. */
  #beginAgain(error: unknown): void {
    this.#unfollow?.()
    this.#refusals += 1
    if (this.#refusals <= MOST_REFUSALS) void this.#start()
    else this.problem.value = error
  }

  #take(event: BatchEvent): void {
    this.#isBatchOld = true
    const { row } = event
    // rows that are on their way may have been read before this
    const isShown = this.rows.value?.some((one) => one.row === row) ?? true
    if (isShown || row === null || this.state.value !== null) this.#areRowsOld = true
    this.#refreshIn(REFRESH_MS)
  }

  #lookAgain(): void {
    if (this.#status.read() !== 'awake') return
    if (this.rows.value?.some(({ state }) => state === 'running')) this.#areRowsOld = true
    this.#refreshIn(0)
  }

  /** One at a time: a slow answer would never be seen if the next question were not to wait for it. */
  #refreshIn(delayMs: number): void {
    const isOld = this.#isBatchOld || this.#areRowsOld
    if (isOld && this.problem.value === null && !this.#closing.signal.aborted) {
      this.#timer ??= setTimeout(() => void this.#refresh(), delayMs)
    }
  }

  /** What events have made old. A fault here is not shown: the next look tries again. */
  async #refresh(): Promise<void> {
    const [isBatchOld, areRowsOld] = [this.#isBatchOld, this.#areRowsOld]
    this.#isBatchOld = false
    this.#areRowsOld = false
    try {
      if (isBatchOld) this.batch.value = await batches.get(this.#id, { signal: this.#closing.signal })
      // rows that somebody waits for are left to come
      if (areRowsOld && this.rows.value !== null) await this.#ask(this.#cursors)
      else this.#areRowsOld ||= areRowsOld
      this.#timer = undefined
      this.#refreshIn(REFRESH_MS)
    } catch {
      this.#timer = undefined
      this.#isBatchOld ||= isBatchOld
      this.#areRowsOld ||= areRowsOld
    }
  }

  async #goTo(cursors: (string | null)[]): Promise<void> {
    this.rows.value = null
    try {
      await this.#ask(cursors)
    } catch (error) {
      if (!this.#closing.signal.aborted) this.problem.value = error
    }
  }

  /** Only the last question's answer counts. */
  async #ask(cursors: (string | null)[]): Promise<void> {
    this.#asking.abort()
    this.#asking = new AbortController()
    const { signal: own } = this.#asking
    const cursor = cursors.at(-1) ?? null
    try {
      const query = { state: this.state.value, cursor, limit: PAGE_ROWS }
      const page = await batches.sheet(this.#id, query, { signal: own })
      if (own.aborted) return
      this.#cursors = cursors
      this.#nextCursor = page.nextCursor
      atOnce(() => {
        this.rows.value = page.data
        this.page.value = cursors.length
        this.hasNext.value = page.nextCursor !== null
      })
    } catch (error) {
      if (!own.aborted) throw error
    }
  }
}
