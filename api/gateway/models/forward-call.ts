import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasName } from '../../backends/ollama-names.ts'
import { costOf, type TokenCounts } from '../../prices.ts'
import type { NewCall } from '../../store/call.ts'
import type { AdmittedCall, WaitingCall } from './admit-call.ts'
import { CallClock } from './call-clock.ts'
import { allInput, type Meter, noTokens } from './meter.ts'
import type { ModelDoor } from './model-door.ts'
import { ModelError } from './model-error.ts'
import { answerLimitBytes } from './model-limits.ts'
import { headersFor, type ModelProtocol } from './model-protocol.ts'
import type { PreparedRequest } from './model-request.ts'
import { Outlet } from './outlet.ts'
import { isUnreached, openUpstream, type Upstream } from './upstream.ts'
import { refusalOfUpstream } from './upstream-refusal.ts'

/** A model that was not asked for this long may have left the memory. */
const LOADED_MS = 4 * 60_000

export interface ForwardedCall extends WaitingCall, AdmittedCall {
  readonly protocol: ModelProtocol
  readonly prepared: PreparedRequest
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/**
 * Forwards a call and its answer, piece by piece as they come, and settles it once, however it ends. Throws what is to
 * be answered as long as nothing has been; after that a fault cuts the answer.
 */
export async function forwardCall(door: ModelDoor, call: ForwardedCall): Promise<void> {
  const { protocol, line, signal } = call
  const passing = new Passing(door, call)
  try {
    await passing.run()
    const { error, isComplete } = passing.meter.metered()
    if (isComplete && error === null) line.backend.succeeded()
    else line.backend.failed(new Error(error ?? `${protocol.name} ended an answer before its end.`))
  } catch (error) {
    if (!signal.aborted) passing.blame(error)
    if (!call.reply.sent) throw signal.aborted ? signal.reason : brokenOff(protocol, error)
    call.reply.raw.destroy()
  } finally {
    passing.end()
  }
}

function brokenOff({ name }: ModelProtocol, error: unknown): Error {
  if (error instanceof ModelError) return error
  const what = isUnreached(error) ? `${name} cannot be reached.` : `${name} broke off before its answer began.`
  return new ModelError(502, what, { isRetryable: true, reason: 'model-unavailable' })
}

/** One call on its way. */
class Passing {
  readonly meter: Meter
  readonly #door: ModelDoor
  readonly #call: ForwardedCall
  readonly #clock: CallClock
  readonly #signal: AbortSignal
  readonly #startedAt = performance.now()
  #loading: NodeJS.Timeout | null = null
  /** Nothing was sent yet, or it was refused. */
  #isFree = true
  #hasBegun = false

  constructor(door: ModelDoor, call: ForwardedCall) {
    this.#door = door
    this.#call = call
    const { silenceMs, totalMs } = door.limits
    const firstByteMs = call.protocol.firstByteMs(door.limits)
    this.#clock = new CallClock({ name: call.protocol.name, firstByteMs, silenceMs, totalMs })
    this.#signal = AbortSignal.any([call.signal, this.#clock.signal])
    this.meter = call.protocol.createMeter(() => performance.now())
  }

  async run(): Promise<void> {
    this.#signal.throwIfAborted()
    this.#call.lead.started()
    this.#showLoading()
    const upstream = await this.#open()
    await this.#refuseUnlessAnswer(upstream)
    const chunks: AsyncIterator<Buffer> = upstream.body[Symbol.asyncIterator]()
    const first = await chunks.next()
    if (first.done === true) throw new Error('The answer ended before its first byte.')
    this.#heard()
    await this.#passOn(upstream, first.value, chunks)
  }

  /** Counts a failure against the server, unless it was this request that it did not like. */
  blame(error: unknown): void {
    const { backend } = this.#call.line
    const isOurs = error instanceof ModelError && error.statusCode < 500
    if (!isOurs && error instanceof Error) backend.failed(error)
  }

  /** To be called once, at the very end. */
  end(): void {
    const { lead, release, call } = this.#call
    this.#clock.end()
    this.#hideLoading()
    this.meter.end()
    lead.end()
    release()
    const { tokens, firstTokenAt } = this.meter.metered()
    this.#door.settle(
      { attemptId: call.attemptId, id: call.id },
      {
        ...usageOf(call, this.#isFree ? noTokens : tokens, this.#door),
        firstTokenMs: firstTokenAt === null ? null : firstTokenAt - this.#startedAt,
        ms: performance.now() - this.#startedAt,
      },
    )
  }

  async #open(): Promise<Upstream> {
    const { protocol, line, prepared, request } = this.#call
    const headers = headersFor(protocol, request, this.#door.deps.models)
    const url = `${line.backend.url}${protocol.path}`
    this.#isFree = false
    try {
      return await openUpstream({ url, headers, body: prepared.body }, line.dispatcher, this.#signal)
    } catch (error) {
      if (isUnreached(error)) this.#isFree = true
      throw this.#clock.signal.aborted ? this.#clock.signal.reason : error
    }
  }

  async #refuseUnlessAnswer(upstream: Upstream): Promise<void> {
    const { protocol, line } = this.#call
    if (upstream.status !== 200) {
      this.#isFree = true
      const { error, retryAfterMs } = await refusalOfUpstream(protocol.provider, upstream, this.#door.claudeKey)
      if (error.isRetryable && retryAfterMs !== null && upstream.status === 429) line.rest(retryAfterMs)
      throw error
    }
    const type = upstream.headers['content-type'] ?? ''
    if (protocol.contentType.test(type)) return
    upstream.body.destroy()
    const message = `What answered is not ${protocol.name}: its answer is ${type === '' ? 'of no type' : 'a page'}.`
    throw new ModelError(502, message, { isRetryable: true, reason: 'model-unavailable' })
  }

  async #passOn(upstream: Upstream, first: Buffer, chunks: AsyncIterator<Buffer>): Promise<void> {
    const { reply, request, prepared } = this.#call
    const out = new Outlet(reply.raw, this.#door.claudeKey, this.#signal)
    reply.hijack()
    reply.raw.writeHead(200, answerHeaders(upstream, request.id))
    let left = answerLimitBytes(prepared.maxOutputTokens)
    try {
      for (let chunk = first; ; ) {
        left -= chunk.length
        if (left < 0) throw new Error(`${this.#call.protocol.name} answered more than its tokens can be.`)
        const written = out.write(chunk)
        this.#meterIn(chunk)
        await written
        const next = await chunks.next()
        if (next.done === true) break
        chunk = next.value
        this.#clock.heard()
      }
    } finally {
      destroyUnlessEnded(upstream.body)
    }
    this.meter.end()
    out.end()
  }

  #meterIn(chunk: Buffer): void {
    this.meter.push(chunk)
    if (this.#hasBegun || this.meter.metered().firstTokenAt === null) return
    this.#hasBegun = true
    this.#call.lead.begun()
  }

  #heard(): void {
    this.#clock.heard()
    this.#hideLoading()
    this.#call.line.answered(this.#call.call.model)
  }

  #showLoading(): void {
    const { protocol, line, call, attempt } = this.#call
    if (protocol.provider !== 'ollama') return
    if (line.hasAnsweredWithin(call.model, LOADED_MS) || this.#isUsualAndWarm()) return
    const message = `The model ${call.model} is being loaded, usually 30 s.`
    const show = () => this.#door.deps.waits.show(attempt.id, { reason: 'model-load', message })
    this.#loading = setTimeout(show, this.#door.limits.loadShownMs)
  }

  /** Of other models than the usual one nobody knows: Ollama lists them from when it begins to load them. */
  #isUsualAndWarm(): boolean {
    const { line, call } = this.#call
    const usual = this.#door.deps.models.ollama?.model
    return usual !== undefined && hasName([usual], call.model) && line.backend.state().isWarm === true
  }

  #hideLoading(): void {
    if (this.#loading === null) return
    clearTimeout(this.#loading)
    this.#loading = null
    this.#door.deps.waits.show(this.#call.attempt.id, null)
  }
}

function usageOf({ provider, model }: NewCall, tokens: TokenCounts, { deps }: ModelDoor) {
  return {
    inputTokens: allInput(tokens),
    outputTokens: tokens.outputTokens,
    cachedTokens: tokens.cacheReadTokens,
    costUsd: costOf(deps.models.prices, provider, model, withoutUnusedCache(tokens)),
  }
}

/** A server that says nothing of a cache has used none. */
function withoutUnusedCache(tokens: TokenCounts): TokenCounts {
  if (tokens.inputTokens === null) return tokens
  const { cacheWriteTokens, cacheReadTokens } = tokens
  return { ...tokens, cacheWriteTokens: cacheWriteTokens ?? 0, cacheReadTokens: cacheReadTokens ?? 0 }
}

function answerHeaders({ headers }: Upstream, requestId: string): Record<string, string> {
  const theirs = headers['request-id']
  return {
    'content-type': headers['content-type'] ?? 'application/octet-stream',
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...(typeof theirs === 'string' && /^[\w-]{1,60}$/.test(theirs) ? { 'request-id': theirs } : {}),
  }
}

function destroyUnlessEnded(body: Readable): void {
  if (!body.readableEnded) body.destroy()
}
