import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes `Prefer: wait=N`; for the description of the API. */
    isWaitable?: boolean
  }
}

/** Longest a call is held; proxies give up after a minute. */
export const MAX_WAIT_S = 30
/** Most calls held at once. Who comes then is answered at once, and told nothing of a wait. */
const MAX_WAITS = 1000

/** What a `Prefer` header asks to wait (RFC 7240), in milliseconds and never beyond the bound; null: nothing. */
export function preferredWaitMs(prefer: string | string[] | undefined): number | null {
  const wait = [prefer ?? []]
    .flat()
    .join(',')
    .split(/[,;]/)
    .map((part) => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(part)?.[1])
    .find((seconds) => seconds !== undefined)
  return wait === undefined ? null : Math.min(Number(wait), MAX_WAIT_S) * 1000
}

/** The calls that are held because their callers prefer to wait. A caller that leaves, and a server that stops, end it. */
export class Waits {
  readonly #held = new Set<AbortController>()
  #isStopping = false

  get size(): number {
    return this.#held.size
  }

  /**
   * Holds a call as long as it asks for. Gives what `until` gives: true when that came about in time. Null for a call that
   * asks for no wait. Throws what `until` throws.
   */
  async hold(
    request: FastifyRequest,
    reply: FastifyReply,
    until: (waitMs: number, signal: AbortSignal) => Promise<boolean>,
  ): Promise<boolean | null> {
    const waitMs = preferredWaitMs(request.headers.prefer)
    if (waitMs === null || this.#isStopping || this.#held.size >= MAX_WAITS) return null
    const held = new AbortController()
    const leave = () => held.abort()
    this.#held.add(held)
    reply.raw.once('close', leave)
    try {
      const isDone = await until(waitMs, held.signal)
      reply.header('preference-applied', `wait=${waitMs / 1000}`)
      return isDone
    } finally {
      reply.raw.off('close', leave)
      this.#held.delete(held)
    }
  }

  stop(): void {
    this.#isStopping = true
    for (const held of this.#held) held.abort()
  }
}

/** Lets go of every held call when the server stops, which else waited for them. */
async function preferWait(app: FastifyInstance, { waits }: { waits: Waits }): Promise<void> {
  app.addHook('preClose', async () => waits.stop())
}

export default fp(preferWait, { name: 'prefer-wait' })
