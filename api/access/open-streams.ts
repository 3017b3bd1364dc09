import { AppError } from '../errors.ts'
import type { Caller } from './caller.ts'

/** A connection that can be cut and says when it is gone. */
interface Cuttable {
  once(event: 'close', listener: () => void): unknown
  destroy(): unknown
}

interface Member {
  readonly caller: Caller
  readonly connection: Cuttable
}

/** Seconds after which a reader may try again: others come and go. */
const AGAIN_S = 5

/** Who reads streams at this moment: at most so many for an owner, and only while the key lasts. */
export class OpenStreams {
  readonly #limit: number | null
  readonly #members = new Set<Member>()
  readonly #counts = new Map<string, number>()

  constructor(limit: number | null) {
    this.#limit = limit
  }

  /** Counts a stream until its connection closes. Throws AppError `too-many-requests` when the owner has all it may. */
  enter(caller: Caller, connection: Cuttable): void {
    const { owner } = caller
    const limit = this.#limit
    if (limit !== null && this.count(owner) >= limit) throw tooMany(limit)
    const member = { caller, connection }
    this.#members.add(member)
    this.#counts.set(owner, this.count(owner) + 1)
    connection.once('close', () => this.#leave(member))
  }

  count(owner: string): number {
    return this.#counts.get(owner) ?? 0
  }

  /** Cuts the streams of callers who would not be let in any more. */
  cutUnless(isStillLet: (caller: Caller) => boolean): void {
    for (const { caller, connection } of [...this.#members]) if (!isStillLet(caller)) connection.destroy()
  }

  #leave(member: Member): void {
    if (!this.#members.delete(member)) return
    const { owner } = member.caller
    const left = this.count(owner) - 1
    if (left > 0) this.#counts.set(owner, left)
    else this.#counts.delete(owner)
  }
}

function tooMany(limit: number): AppError {
  const text = `At most ${limit} event streams may be open at the same time for one owner: close one first.`
  return new AppError('too-many-requests', text, { retryAfterS: AGAIN_S, bound: { limit, resetS: AGAIN_S } })
}
