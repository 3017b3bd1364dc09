import { createHash, type Hash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { HttpError } from '../plugins/problem.ts'

/** A body as it arrives: read once, counted and hashed on its way. */
export class Upload {
  readonly #body: Readable
  readonly #maxBytes: number
  readonly #hash: Hash = createHash('sha256')

  constructor(body: Readable, maxBytes: number) {
    this.#body = body
    this.#maxBytes = maxBytes
  }

  /** Throws HttpError: 413 once it is too large, 400 when it breaks off; nothing more of it is read then. */
  async *chunks(): AsyncGenerator<Buffer> {
    let bytes = 0
    for await (const chunk of this.#parts()) {
      bytes += chunk.length
      if (bytes > this.#maxBytes) {
        const detail = `A batch is at most ${this.#maxBytes / 1024 ** 2} MiB. Send it in parts.`
        throw new HttpError(413, detail, { connection: 'close' })
      }
      this.#hash.update(chunk)
      yield chunk
    }
  }

  /** SHA-256 of all that was read, in hex. */
  sha256(): string {
    return this.#hash.digest('hex')
  }

  async *#parts(): AsyncGenerator<Buffer> {
    try {
      // the connection is needed for the answer, also where reading ends before the file does
      yield* this.#body.iterator({ destroyOnReturn: false })
    } catch (cause) {
      if (this.#body.destroyed) throw new HttpError(400, 'The file broke off before its end.')
      throw cause
    }
  }
}
