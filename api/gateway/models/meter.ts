import type { TokenCounts } from '../../prices.ts'

/** What was understood of an answer up to now. */
export interface Metered {
  readonly tokens: TokenCounts
  /** On the clock of `performance.now()`; null before the first token. */
  readonly firstTokenAt: number | null
  /** The answer came to its own end. */
  readonly isComplete: boolean
  /** The error that the server told inside of the answer. */
  readonly error: string | null
}

/** Reads along what a model answers. Never throws: what it does not understand it passes over. */
export interface Meter {
  push(chunk: Buffer): void
  /** The bytes are over. */
  end(): void
  metered(): Metered
}

export const unknownTokens: TokenCounts = {
  inputTokens: null,
  outputTokens: null,
  cacheWriteTokens: null,
  cacheReadTokens: null,
}

/** Of a call that was refused or never arrived. */
export const noTokens: TokenCounts = { inputTokens: 0, outputTokens: 0, cacheWriteTokens: 0, cacheReadTokens: 0 }

/** Everything that went in, whatever the cache had to do with it; null when any part is unknown. */
export function allInput({ inputTokens, cacheWriteTokens, cacheReadTokens }: TokenCounts): number | null {
  const parts = [inputTokens, cacheWriteTokens ?? 0, cacheReadTokens ?? 0]
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0)
}
