import { checkNetworkPolicy, NetworkPolicyError, type ProbeOptions } from '../network-probe.ts'

export type TrialResult =
  | { readonly is: 'closed' }
  | { readonly is: NetworkPolicyError['found']; readonly message: string }

/** A result holds this long: each trial is a pod in somebody's cluster. */
const KEEP_MS = 10 * 60_000

/** The pod that tries what agents can reach, one at a time; it may take longer than whoever asks. */
export class NetworkTrial {
  readonly #options: ProbeOptions
  readonly #closing = new AbortController()
  #underWay: Promise<void> | null = null
  #result: TrialResult | null = null
  #endedAtMs = 0

  /** `isShown`: the start has just seen that agents reach the gateway and nothing else. */
  constructor(options: ProbeOptions, isShown: boolean) {
    this.#options = options
    if (isShown) this.#end({ is: 'closed' })
  }

  /** The last result, which is fresh; null: a trial is under way. */
  look(): TrialResult | null {
    const isFresh = this.#result !== null && performance.now() - this.#endedAtMs < KEEP_MS
    if (isFresh) return this.#result
    this.#underWay ??= this.#run().finally(() => {
      this.#underWay = null
    })
    return null
  }

  /** Waits for the trial that is under way. Rejects with the signal's reason. */
  async settled(signal: AbortSignal): Promise<void> {
    const over = Promise.withResolvers<never>()
    const onAbort = () => over.reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      signal.throwIfAborted()
      await Promise.race([this.#underWay, over.promise])
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Ends a trial and removes its pod. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('Axoloom is stopping.'))
    await this.#underWay
  }

  async #run(): Promise<void> {
    try {
      await checkNetworkPolicy(this.#options, this.#closing.signal)
      this.#end({ is: 'closed' })
    } catch (error) {
      if (error instanceof NetworkPolicyError) this.#end({ is: error.found, message: error.message })
      else this.#end({ is: 'nothing', message: error instanceof Error ? error.message : String(error) })
    }
  }

  #end(result: TrialResult): void {
    this.#result = result
    this.#endedAtMs = performance.now()
  }
}
