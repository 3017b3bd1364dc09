import { AppError } from '../errors.ts'

/** Most rows of one picture: with 16 variations each it is 2,832 x 2,584 pixels and takes about a second. */
export const MAX_SHEET_ROWS = 12

/** One picture is drawn at a time; so many more may wait for it. */
const MOST_WAITING = 4
/** About how long a large one takes, in seconds. */
const RETRY_AFTER_S = 2

/** Lets one drawing happen after the other. Throws AppError `unavailable` where too many wait already. */
export class DrawingQueue {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  async run<T>(draw: () => Promise<T>): Promise<T> {
    if (this.#waiting > MOST_WAITING) {
      throw new AppError('unavailable', 'Too many contact sheets are being drawn. Try again in a moment.', {
        retryAfterS: RETRY_AFTER_S,
      })
    }
    this.#waiting += 1
    const drawn = this.#last.then(draw)
    // the next one does not care how this one ends
    this.#last = drawn.catch(() => {})
    try {
      return await drawn
    } finally {
      this.#waiting -= 1
    }
  }
}
