import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits: nobody guesses them, so a fast hash is enough to keep them by. */
const SECRET_BYTES = 32
/** `axo_`, a ULID, `_`, and 32 bytes in base64url. */
const form = /^axo_([0-7][0-9a-hjkmnp-tv-z]{25})_[A-Za-z0-9_-]{43}$/

/** A new key that can be found by its id. It is shown once and kept as a hash. */
export function newKeyText(id: string): string {
  return `axo_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`
}

/** The id inside a managed key; null for any other text. */
export function keyIdOf(text: string): string | null {
  return form.exec(text)?.[1] ?? null
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Compares without telling by its time where they differ; hashes make the lengths equal. */
export function isSameText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}
