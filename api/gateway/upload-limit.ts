import { HttpError } from '../plugins/problem.ts'

/** Pictures an attempt may be sending at the same time; each may hold 32 MiB of memory. */
const MAX_UPLOADS = 2

/** Counts the pictures that are on their way, an attempt. */
export class UploadLimit {
  readonly #uploads = new Map<string, number>()

  /** Counts one more; returns what to call once it is over. Throws HttpError 429. */
  begin(attemptId: string): () => void {
    const count = this.#uploads.get(attemptId) ?? 0
    if (count >= MAX_UPLOADS) {
      const detail = `At most ${MAX_UPLOADS} pictures of an attempt are taken at the same time.`
      throw new HttpError(429, detail, { 'retry-after': '1' })
    }
    this.#uploads.set(attemptId, count + 1)
    return () => {
      const left = (this.#uploads.get(attemptId) ?? 1) - 1
      if (left === 0) this.#uploads.delete(attemptId)
      else this.#uploads.set(attemptId, left)
    }
  }
}
