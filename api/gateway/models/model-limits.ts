/** Every bound of a model call. Sizes are bytes. */
export interface ModelLimits {
  /** Largest request: a prompt, and a picture of 1024 x 1024 as base64 for a critique. */
  readonly requestBytes: number
  /** Calls of one attempt at the same time: an agent makes one, and a cut one may still be ending. */
  readonly callsPerAttempt: number
  /** Before the first byte of an answer. Ollama gives a load up after 5 minutes (OLLAMA_LOAD_TIMEOUT). */
  readonly ollamaFirstByteMs: number
  readonly claudeFirstByteMs: number
  /** Between two pieces of an answer; agents give up after 90 s. */
  readonly silenceMs: number
  /** From the forwarding of a call to its end. */
  readonly totalMs: number
  /** Silence after which a model that was not known to be loaded is said to be loading. */
  readonly loadShownMs: number
  /** How long a call may wait for a budget (PROTOCOL section 4). */
  readonly budgetMs: number
  /** How long one call may keep others waiting for the cache. */
  readonly leaderMs: number
}

export const modelLimits: ModelLimits = {
  requestBytes: 8 * 1024 * 1024,
  callsPerAttempt: 4,
  ollamaFirstByteMs: 330_000,
  claudeFirstByteMs: 90_000,
  silenceMs: 75_000,
  totalMs: 600_000,
  loadShownMs: 1_000,
  budgetMs: 30_000,
  leaderMs: 10_000,
}

/** Most bytes of an answer: a token in a frame of its own takes about 200, however it is escaped less than 1 KiB. */
export function answerLimitBytes(maxOutputTokens: number): number {
  return 256 * 1024 + maxOutputTokens * 1024
}
