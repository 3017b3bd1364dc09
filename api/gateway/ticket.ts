import { createHmac, timingSafeEqual } from 'node:crypto'
import { Id } from '#contract/ids.ts'

/** Makes and reads tickets: `<attempt id>.<HMAC of it>`, so that a relaunch gives the same bytes and none is stored. */
export class Tickets {
  readonly #secret: Buffer

  constructor(secret: Buffer) {
    this.#secret = secret
  }

  ticketOf(attemptId: string): string {
    return `${attemptId}.${this.#mac(attemptId).toString('base64url')}`
  }

  /** The attempt a ticket is for; null for one we did not make. Compared in constant time. */
  read(ticket: string): string | null {
    const [attemptId = ''] = ticket.split('.', 1)
    if (!Id.safeParse(attemptId).success) return null
    // the whole text, not what it decodes to: base64url forgives what is not part of it
    const given = Buffer.from(ticket)
    const wanted = Buffer.from(this.ticketOf(attemptId))
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? attemptId : null
  }

  #mac(attemptId: string): Buffer {
    return createHmac('sha256', this.#secret).update(`ticket:${attemptId}`).digest()
  }
}
