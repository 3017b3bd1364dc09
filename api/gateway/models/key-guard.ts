export interface KeyGuard {
  /** The bytes that may go on; a beginning of the key is held back until it is known what it is. */
  pass(chunk: Buffer): Buffer
  /** What was held back at the end. */
  rest(): Buffer
}

const NOTHING = Buffer.alloc(0)

/** Puts x in the place of a key wherever it stands in bytes that come in any pieces. */
export function createKeyGuard(key: string): KeyGuard {
  const secret = Buffer.from(key)
  const cover = Buffer.alloc(secret.length, 'x')
  let held: Buffer = NOTHING
  return {
    pass(chunk) {
      const bytes = covered(held.length === 0 ? chunk : Buffer.concat([held, chunk]), secret, cover)
      const end = bytes.length - beginningAtEnd(bytes, secret)
      held = bytes.subarray(end)
      return bytes.subarray(0, end)
    },
    rest() {
      const rest = held
      held = NOTHING
      return rest
    },
  }
}

function covered(bytes: Buffer, secret: Buffer, cover: Buffer): Buffer {
  let at = bytes.indexOf(secret)
  if (at === -1) return bytes
  const copy = Buffer.from(bytes)
  for (; at !== -1; at = copy.indexOf(secret, at)) cover.copy(copy, at)
  return copy
}

/** How many bytes at the end could be the beginning of the secret. */
function beginningAtEnd(bytes: Buffer, secret: Buffer): number {
  const first = secret[0] ?? 0
  const from = Math.max(0, bytes.length - secret.length + 1)
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (bytes.compare(secret, 0, bytes.length - at, at) === 0) return bytes.length - at
  }
  return 0
}
