/** Lines that are kept, and characters of each: half a megabyte at the most. */
const MAX_LINES = 500
const MAX_CHARACTERS = 1000

/** The last lines of the log, for a support file. */
export class RecentLog {
  readonly #lines: string[] = []

  /** A line as it was written, with its secrets hidden already. What is below `info` may hold words of people, and is left out. */
  add(line: string): void {
    if (/^\{"level":[12]0,/.test(line)) return
    this.#lines.push(cut(line.trimEnd()))
    if (this.#lines.length > 2 * MAX_LINES) this.#lines.splice(0, MAX_LINES)
  }

  /** Oldest first. */
  lines(): readonly string[] {
    return this.#lines.slice(-MAX_LINES)
  }
}

/** In front of a word: what looks for secrets in these lines would not know a part of one. */
function cut(line: string): string {
  return line.length <= MAX_CHARACTERS ? line : `${line.slice(0, MAX_CHARACTERS).replace(/[^\s"',;&}]+$/, '')}…`
}
