import { hash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { RENDER_HEARTBEAT_MS, type RenderRequest } from '#contract/render.ts'
import { AppError } from '../errors.ts'
import { HttpError } from '../plugins/problem.ts'
import { costOf, maxCostOf } from '../prices.ts'
import { budgetWait } from '../store/budget-wait.ts'
import { type CallRef, type StoredCall, unknownUsage } from '../store/call.ts'
import { cancelPrompt } from './comfyui/cancel-prompt.ts'
import { RenderHandle, type RenderTools } from './comfyui/render-picture.ts'
import { ServerPool } from './comfyui/server-pool.ts'
import { comfyTimings } from './comfyui/timings.ts'
import { openWorkflow } from './comfyui/workflow.ts'
import type { RenderDeps, RenderTimings } from './render-deps.ts'
import { RenderJob } from './render-job.ts'
import { RenderPictures } from './render-pictures.ts'
import type { SpeakingAttempt } from './run-token.ts'
import { mayEndCalls, wantsCalls } from './wants-calls.ts'

const renderTimings: RenderTimings = {
  ...comfyTimings,
  orphanMs: 120_000,
  previewMs: 700,
  heartbeatMs: RENDER_HEARTBEAT_MS,
  storeMs: 60_000,
}

/** A stop does not wait longer for a server that hangs: the handle is kept, and the next start looks there. */
const CLOSE_MS = 2000

/** Renders under way, one for each call id, and what becomes of those of before a restart. */
export class RenderJobs {
  readonly #deps: RenderDeps
  readonly #timings: RenderTimings
  readonly #tools: RenderTools
  readonly #pictures: RenderPictures
  readonly #jobs = new Map<string, RenderJob>()
  /** Open calls of before a restart whose agents have not come back. */
  readonly #orphans = new Map<string, { readonly call: StoredCall; readonly timer: NodeJS.Timeout }>()
  readonly #closing = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #removeListener: () => void

  constructor(deps: RenderDeps) {
    this.#deps = deps
    this.#timings = { ...renderTimings, ...deps.timings }
    const workflow = openWorkflow(deps.workflow)
    const pool = new ServerPool({ backends: deps.backends.comfyui, workflow, timings: this.#timings })
    for (const backend of deps.backends.comfyui) {
      deps.backends.setQueueLength(backend, () => pool.queueLength(backend))
    }
    this.#tools = { pool, workflow, timings: this.#timings, closing: this.#closing.signal }
    this.#pictures = new RenderPictures(deps, workflow.model, this.#timings.storeMs)
    this.#removeListener = deps.onChange((name) => {
      if (mayEndCalls(name)) this.#cancelUnwanted()
    })
    for (const call of deps.calls.open()) if (call.provider === 'comfyui') this.#await(call)
  }

  /**
   * The render of a call, begun or joined. Throws AppError `conflict` for another request under a known id or beside a
   * render that is listened to, HttpError 402 for a budget, and what `calls.begin` throws.
   */
  async attach(attempt: SpeakingAttempt, request: RenderRequest): Promise<RenderJob> {
    this.#closing.signal.throwIfAborted()
    const key = keyOf({ attemptId: attempt.id, id: request.call })
    if (!this.#jobs.has(key)) this.#refuseSecond(attempt, request)
    const call = await this.#begin(attempt, request)
    this.#closing.signal.throwIfAborted()
    const known = this.#jobs.get(key)
    if (known !== undefined) return known
    this.#forgetOrphan(key)
    const job = new RenderJob({
      deps: this.#deps,
      tools: this.#tools,
      pictures: this.#pictures,
      timings: this.#timings,
      attempt,
      request,
      resume: handleOf(call),
      isSettled: call.state === 'settled',
      settle: () => this.#settle(call),
    })
    this.#jobs.set(key, job)
    this.#track(job.done)
    return job
  }

  /** Leaves every render on its server: whoever starts next finds it there. */
  async close(): Promise<void> {
    this.#removeListener()
    for (const { timer } of this.#orphans.values()) clearTimeout(timer)
    for (const job of this.#jobs.values()) job.detach()
    this.#closing.abort(new AppError('unavailable', 'Axoloom is stopping. Call again in a moment.'))
    const patience = new AbortController()
    const isLong = delay(CLOSE_MS, undefined, { signal: patience.signal }).catch(() => {})
    await Promise.race([Promise.all(this.#underWay), isLong])
    patience.abort()
  }

  /** One picture at a time; a render that nobody listens to makes room. */
  #refuseSecond(attempt: SpeakingAttempt, { call, pass }: RenderRequest): void {
    const isKnown = this.#deps.calls.get({ attemptId: attempt.id, id: call }) !== undefined
    if (!isKnown && this.#pictures.find(attempt, pass) !== undefined) {
      throw new AppError('conflict', `Pass ${pass} has its picture already. Render under the number of a new pass.`)
    }
    for (const job of this.#jobs.values()) {
      if (job.attemptId !== attempt.id || job.isOver) continue
      if (job.hasReaders) {
        throw new HttpError(429, 'This attempt is rendering a picture already.', { 'retry-after': '1' })
      }
      job.cancel('The agent asked for another picture.')
    }
  }

  async #begin(attempt: SpeakingAttempt, request: RenderRequest): Promise<StoredCall> {
    const { call: id, ...asked } = request
    const { model } = this.#tools.workflow
    const maxCostUsd = maxCostOf(this.#deps.prices, 'comfyui', model, { inputTokens: 0, outputTokens: 0 })
    const requestSha256 = hash('sha256', JSON.stringify(asked))
    const begun = await this.#deps.calls.begin({
      attemptId: attempt.id,
      id,
      provider: 'comfyui',
      model,
      maxCostUsd,
      requestSha256,
    })
    if (begun.kind === 'budget') {
      throw new HttpError(402, budgetWait(attempt.runId, begun.scope, begun, maxCostUsd).message)
    }
    const isSame = begun.call.requestSha256 === requestSha256
    if (begun.call.provider !== 'comfyui' || !isSame) {
      throw new AppError('conflict', `The call ${id} is another one already. Choose a new id.`)
    }
    return begun.call
  }

  async #settle(call: StoredCall): Promise<void> {
    const nothing = { inputTokens: null, outputTokens: null, cacheWriteTokens: null, cacheReadTokens: null }
    const costUsd = costOf(this.#deps.prices, 'comfyui', call.model, nothing)
    const ms = Math.max(0, Date.now() - Date.parse(call.createdAt))
    try {
      await this.#deps.calls.settle(call, { ...unknownUsage, ms, costUsd })
    } catch (error) {
      // it stays open, and the next start settles it
      this.#deps.logger.warn({ err: error, runId: call.runId }, 'a render could not be settled')
    }
  }

  #cancelUnwanted(): void {
    for (const [key, job] of this.#jobs) {
      if (wantsCalls(this.#deps.attempts.get(job.attemptId))) continue
      if (job.isOver) this.#jobs.delete(key)
      else job.cancel('The attempt is over.')
    }
    for (const [key, { call }] of this.#orphans) {
      if (wantsCalls(this.#deps.attempts.get(call.attemptId))) continue
      this.#forgetOrphan(key)
      this.#track(this.#cleanUp(call))
    }
  }

  #await(call: StoredCall): void {
    const key = keyOf(call)
    const ms = wantsCalls(this.#deps.attempts.get(call.attemptId)) ? this.#timings.orphanMs : 0
    const timer = setTimeout(() => {
      this.#orphans.delete(key)
      this.#track(this.#cleanUp(call))
    }, ms)
    this.#orphans.set(key, { call, timer })
  }

  #forgetOrphan(key: string): void {
    clearTimeout(this.#orphans.get(key)?.timer)
    this.#orphans.delete(key)
  }

  /** A call of before a restart that nobody comes back for. */
  async #cleanUp(call: StoredCall): Promise<void> {
    const handle = handleOf(call)
    const server = handle === null ? undefined : this.#tools.pool.byUrl(handle.server)
    if (handle !== null && server !== undefined) {
      await cancelPrompt(server.http, handle.promptId, this.#timings, this.#closing.signal)
    }
    if (!this.#closing.signal.aborted) await this.#settle(call)
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#deps.logger.error({ err: error }, 'a render could not be ended'))
      .finally(() => this.#underWay.delete(tracked))
    this.#underWay.add(tracked)
  }
}

function keyOf({ attemptId, id }: CallRef): string {
  return `${attemptId}/${id}`
}

/** Null for a call that was never posted. */
function handleOf({ handle }: StoredCall): RenderHandle | null {
  if (handle === null) return null
  return RenderHandle.safeParse(JSON.parse(handle)).data ?? null
}
