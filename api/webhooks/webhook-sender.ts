import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Agent } from 'undici'
import { persist } from '../orchestrator/persist.ts'
import type { CommandName } from '../store/commands/commands.ts'
import type { OpenStore } from '../store/open-store.ts'
import type { DueDelivery } from '../store/webhook-store.ts'
import { type PostResult, postDelivery } from './post-delivery.ts'
import { pauseMs } from './retry-plan.ts'
import { type ConnectorOptions, createSafeConnector } from './safe-connector.ts'

export interface SenderLimits {
  /** Most deliveries that are under way. */
  readonly inFlight: number
  /** Of them to one endpoint; one at a time to an endpoint whose last try failed. */
  readonly perEndpoint: number
  /** Longest time until an endpoint has answered. */
  readonly answerMs: number
  /** How long the rest of an answer may take once its head is there. */
  readonly restMs: number
  /** How often it looks for what is due, whatever was or was not heard. */
  readonly lookMs: number
}

const usualLimits: SenderLimits = { inFlight: 64, perEndpoint: 4, answerMs: 15_000, restMs: 1000, lookMs: 1000 }

/** Pause before a delivery whose outcome could not be written down is taken up again. */
const UNSETTLED_MS = 5000

/** An endpoint has answered that it is gone for good: nothing is sent there any more. */
const GONE = 410

/** After these something may be due at once. */
const waking: ReadonlySet<CommandName> = new Set([
  'cancelRun',
  'cancelVariation',
  'endAttempt',
  'endBatch',
  'patchWebhook',
  'pickVariation',
  'redeliverWebhook',
])

export interface SenderDeps extends ConnectorOptions {
  readonly store: Pick<OpenStore, 'webhooks' | 'onChange'>
  readonly logger: Logger
  /** In place of the machine's clock, in milliseconds. */
  readonly now?: () => number
  readonly limits?: Partial<SenderLimits>
}

/**
 * Sends what is due, at least once each: what was under way when the process ended is sent again by the next one, under
 * the same id. Endpoints take turns, so that one that is slow or far behind holds up no other.
 */
export class WebhookSender {
  readonly #deps: SenderDeps
  readonly #limits: SenderLimits
  readonly #now: () => number
  readonly #agent: Agent
  readonly #stopped = new AbortController()
  /** By the id of the delivery. */
  readonly #inFlight = new Map<string, { readonly endpointId: string; readonly done: Promise<void> }>()
  /** Endpoints whose last try failed. */
  readonly #troubled = new Set<string>()
  #removers: (() => void)[] = []
  #turn = 0

  constructor(deps: SenderDeps) {
    this.#deps = deps
    this.#limits = { ...usualLimits, ...deps.limits }
    this.#now = deps.now ?? Date.now
    const { answerMs } = this.#limits
    this.#agent = new Agent({
      connect: createSafeConnector(deps),
      headersTimeout: answerMs,
      bodyTimeout: answerMs,
      keepAliveTimeout: 4000,
      keepAliveMaxTimeout: 4000,
    })
  }

  /** Begins; the first look takes up what an earlier process left. */
  start(): void {
    const timer = setInterval(() => this.wake(), this.#limits.lookMs)
    const removeListener = this.#deps.store.onChange((name) => {
      if (waking.has(name)) this.wake()
    })
    this.#removers = [() => clearInterval(timer), removeListener]
    this.wake()
  }

  /** Breaks off what is under way; it stays due. */
  async stop(): Promise<void> {
    for (const remove of this.#removers) remove()
    this.#stopped.abort()
    await Promise.all([...this.#inFlight.values()].map(({ done }) => done))
    await this.#agent.destroy()
  }

  /** Deliveries under way. */
  get size(): number {
    return this.#inFlight.size
  }

  /** Looks for what is due now. */
  wake(): void {
    if (this.#stopped.signal.aborted) return
    try {
      this.#fill()
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'looking for due webhooks failed; the next look tries again')
    }
  }

  #fill(): void {
    if (this.size >= this.#limits.inFlight) return
    const endpointIds = this.#deps.store.webhooks.enabledIds()
    for (const id of this.#troubled) if (!endpointIds.includes(id)) this.#troubled.delete(id)
    if (endpointIds.length === 0) return
    // another one is first each time: where there is no room for all, all get their turn
    const first = this.#turn++ % endpointIds.length
    for (const id of [...endpointIds.slice(first), ...endpointIds.slice(0, first)]) this.#fillEndpoint(id)
  }

  #fillEndpoint(endpointId: string): void {
    const busy = [...this.#inFlight.values()].filter((sent) => sent.endpointId === endpointId).length
    const most = this.#troubled.has(endpointId) ? 1 : this.#limits.perEndpoint
    const room = Math.min(most - busy, this.#limits.inFlight - this.size)
    if (room <= 0) return
    const due = this.#deps.store.webhooks.due(endpointId, new Date(this.#now()), busy + room)
    const waiting = due.filter(({ id }) => !this.#inFlight.has(id))
    for (const delivery of waiting.slice(0, room)) {
      const done = this.#send(delivery).finally(() => {
        this.#inFlight.delete(delivery.id)
        this.wake()
      })
      this.#inFlight.set(delivery.id, { endpointId, done })
    }
  }

  async #send(delivery: DueDelivery): Promise<void> {
    const { signal } = this.#stopped
    const { endpointId, id } = delivery
    try {
      const post = { ...delivery, at: new Date(this.#now()) }
      const { answerMs: timeoutMs, restMs } = this.#limits
      const result = await postDelivery(post, { dispatcher: this.#agent, timeoutMs, restMs, signal })
      if (result.error === null) this.#troubled.delete(endpointId)
      else this.#troubled.add(endpointId)
      await persist(() => this.#settle(delivery, result), signal)
    } catch (error) {
      if (signal.aborted) return
      this.#deps.logger.error({ err: error, endpointId, deliveryId: id }, 'a webhook could not be settled')
      // it is due still: without a pause it would be sent again and again
      await delay(UNSETTLED_MS, undefined, { signal }).catch(() => {})
    }
  }

  #settle({ id, endpointId, tries }: DueDelivery, { status, error }: PostResult): Promise<void> {
    const now = this.#now()
    const pause = pauseMs(tries + 1, Math.random())
    const nextAt = pause === null ? null : new Date(now + pause).toISOString()
    const at = new Date(now).toISOString()
    const isGone = status === GONE
    return this.#deps.store.webhooks.settle({ deliveryId: id, endpointId, status, error, nextAt, isGone, at })
  }
}
