/** One call's part in filling a cache. All of it may be called any number of times. */
export interface Lead {
  /** It is on its way: from now on others wait for it no longer than the limit. */
  started(): void
  /** Its answer has begun: what it wrote can be read by all. */
  begun(): void
  /** It is over, whatever came of it. */
  end(): void
}

export interface LeadersOptions {
  /** How long a leader may keep others waiting, in milliseconds. */
  readonly leaderMs: number
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number
}

/** Entries live 5 minutes from their last use; what is older than this is written anew. */
const WARM_MS = 4.5 * 60_000
const MAX_PREFIXES = 1000

interface Prefix {
  leader: object | null
  warmUntil: number
  readonly waiting: Set<(lead: Lead) => void>
}

/**
 * Who goes first where many ask with the same beginning: a cache of prompts can only be read once the first answer has
 * begun, so that calls that start together would all pay for writing it.
 */
export class Leaders {
  readonly #prefixes = new Map<string, Prefix>()
  readonly #leaderMs: number
  readonly #now: () => number

  constructor({ leaderMs, now = () => performance.now() }: LeadersOptions) {
    this.#leaderMs = leaderMs
    this.#now = now
  }

  /** Resolves when the call may go; `onWait` is told when it has to wait. Rejects with the signal's reason. */
  async enter(name: string, onWait: () => void, signal: AbortSignal): Promise<Lead> {
    signal.throwIfAborted()
    const prefix = this.#prefixes.get(name) ?? this.#add(name)
    if (this.#isWarm(prefix)) return this.#follow(prefix)
    if (prefix.leader === null) return this.#lead(name, prefix)
    const { promise, resolve, reject } = Promise.withResolvers<Lead>()
    const leave = () => {
      prefix.waiting.delete(resolve)
      reject(signal.reason)
    }
    prefix.waiting.add(resolve)
    signal.addEventListener('abort', leave, { once: true })
    onWait()
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  /** Prefixes that are remembered. */
  get size(): number {
    return this.#prefixes.size
  }

  #lead(name: string, prefix: Prefix): Lead {
    const me = {}
    let timer: NodeJS.Timeout | null = null
    prefix.leader = me
    const passOn = () => {
      if (timer !== null) clearTimeout(timer)
      if (prefix.leader === me) this.#passOn(name, prefix)
    }
    const end = () => {
      passOn()
      const isIdle = prefix.leader === null && prefix.waiting.size === 0
      if (isIdle && !this.#isWarm(prefix) && this.#prefixes.get(name) === prefix) this.#prefixes.delete(name)
    }
    return {
      started: () => {
        timer ??= setTimeout(passOn, this.#leaderMs)
      },
      begun: () => {
        this.#warm(prefix)
        passOn()
        // also when it had lost the lead: what it wrote is there for all
        this.#release(prefix)
      },
      end,
    }
  }

  #follow(prefix: Prefix): Lead {
    return { started: () => {}, begun: () => this.#warm(prefix), end: () => {} }
  }

  #passOn(name: string, prefix: Prefix): void {
    prefix.leader = null
    if (this.#isWarm(prefix)) {
      this.#release(prefix)
      return
    }
    const [next] = prefix.waiting
    if (next === undefined) return
    prefix.waiting.delete(next)
    next(this.#lead(name, prefix))
  }

  #release(prefix: Prefix): void {
    for (const go of prefix.waiting) go(this.#follow(prefix))
    prefix.waiting.clear()
  }

  #warm(prefix: Prefix): void {
    prefix.warmUntil = this.#now() + WARM_MS
  }

  #isWarm(prefix: Prefix): boolean {
    return this.#now() < prefix.warmUntil
  }

  #add(name: string): Prefix {
    if (this.#prefixes.size >= MAX_PREFIXES) this.#forget()
    const prefix: Prefix = { leader: null, warmUntil: Number.NEGATIVE_INFINITY, waiting: new Set() }
    this.#prefixes.set(name, prefix)
    return prefix
  }

  /** The oldest that nobody leads: at worst it is written to the cache once more. */
  #forget(): void {
    for (const [name, { leader }] of this.#prefixes) {
      if (leader !== null) continue
      this.#prefixes.delete(name)
      if (this.#prefixes.size < MAX_PREFIXES) return
    }
  }
}
