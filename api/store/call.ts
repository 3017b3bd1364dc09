import type { calls } from './schema.ts'

/** Who answers a call. */
export type Provider = 'ollama' | 'claude' | 'comfyui'

/** A call by name. */
export interface CallRef {
  readonly attemptId: string
  /** Chosen by the agent: 1 to 64 letters, digits, `-` and `_`. */
  readonly id: string
}

export interface NewCall extends CallRef {
  readonly provider: Provider
  readonly model: string
  /** The most it can cost; null when nobody knows, which no budget allows. */
  readonly maxCostUsd: number | null
  readonly requestSha256: string
}

/** What a call used. Null is unknown, never nothing; times are whole milliseconds. */
export interface CallUsage {
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly cachedTokens: number | null
  readonly firstTokenMs: number | null
  readonly ms: number | null
  readonly costUsd: number | null
}

export interface StoredCall extends NewCall {
  readonly runId: string
  /** Of the variation. */
  readonly index: number
  /** Of the attempt. */
  readonly number: number
  readonly state: 'open' | 'settled'
  /** The back-end's own name for it. */
  readonly handle: string | null
  readonly createdAt: string
  /** Null while it is open. */
  readonly usage: CallUsage | null
}

/** What came of asking for a call. A known one may be joined again; a budget says which one refuses, and how it stands. */
export type Begun =
  | { readonly kind: 'new'; readonly call: StoredCall }
  | { readonly kind: 'known'; readonly call: StoredCall }
  | { readonly kind: 'budget'; readonly scope: 'run' | 'day'; readonly budgetUsd: number; readonly usedUsd: number }

/** What is known of a call that nobody saw the end of. */
export const unknownUsage: CallUsage = {
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  firstTokenMs: null,
  ms: null,
  costUsd: null,
}

export type CallRow = typeof calls.$inferSelect

export function toStoredCall(row: CallRow): StoredCall {
  const { attemptId, id, runId, index, number, provider, model, maxCostUsd, requestSha256 } = row
  const { state, handle, createdAt, inputTokens, outputTokens, cachedTokens, firstTokenMs, ms, costUsd } = row
  const usage = state === 'open' ? null : { inputTokens, outputTokens, cachedTokens, firstTokenMs, ms, costUsd }
  const call = { attemptId, id, runId, index, number, provider, model, maxCostUsd, requestSha256 }
  return { ...call, state, handle, createdAt, usage }
}
