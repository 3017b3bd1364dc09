/** Every bound of the public API in one place. Sizes are bytes. */
export interface PublicLimits {
  /** Largest JSON body: 16 variations with everything set stay below 20 KiB. */
  readonly bodyBytes: number
  /** How long a request may take to arrive. */
  readonly requestMs: number
  /** The same for the file of a batch: 64 MiB at 1 Mbit/s. */
  readonly uploadMs: number
  /** Longest `Idempotency-Key`. */
  readonly idempotencyKeyCharacters: number
  /** What a reader asks of the log at a time; with the socket's own buffer it stays far below 1 MiB (PROTOCOL section 3). */
  readonly readerChunkBytes: number
  /** A reader that takes nothing for this long is dropped (PROTOCOL section 3). */
  readonly readerStallMs: number
  /** Longest silence on a stream; proxies cut at about 16 s. */
  readonly heartbeatMs: number
  /** How often readers are looked at for silence and stalls; both limits hold to within this. */
  readonly readerTickMs: number
  /** How long a stopping server lets readers take what was already written to them. */
  readonly streamCloseMs: number
  /** How long a session cookie lasts. */
  readonly sessionMs: number
}

export const publicLimits: PublicLimits = {
  bodyBytes: 64 * 1024,
  requestMs: 30_000,
  uploadMs: 600_000,
  idempotencyKeyCharacters: 255,
  readerChunkBytes: 256 * 1024,
  readerStallMs: 60_000,
  heartbeatMs: 10_000,
  readerTickMs: 1_000,
  streamCloseMs: 1_000,
  sessionMs: 30 * 24 * 3600 * 1000,
}
