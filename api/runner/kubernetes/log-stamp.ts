const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) /

/** Length of a stamp and its blank in the form that today's kubelets write. */
export const PREFIX_LENGTH = 31
/** The longest form: nine digits and a zone of six characters. */
const LONGEST_PREFIX = 36

/**
 * Reads the stamps that a kubelet puts before lines. They come out in one form, `2026-11-21T18:10:39.123456789Z`, that
 * sorts as text; older kubelets leave trailing zeros out, and a node may write its local time.
 */
export class StampReader {
  /** The stamp that was read last. */
  stamp = ''
  // Lines of one second differ in their fraction only, which spares nearly all of them the pattern and the date.
  #second = '\n'
  #zone = ''
  #utcSecond = ''

  /** How many characters of `line`, from `from` on, are the stamp and its blank; 0 when it has none. */
  read(line: string, from = 0): number {
    if (!line.startsWith(this.#second, from) || !isFraction(line, from) || !line.startsWith(this.#zone, from + 29))
      return this.#parse(line.slice(from, from + LONGEST_PREFIX))
    const hasUtc = this.#zone === 'Z '
    this.stamp = hasUtc ? line.slice(from, from + 30) : `${this.#utcSecond}${line.slice(from + 20, from + 29)}Z`
    return 29 + this.#zone.length
  }

  #parse(line: string): number {
    const [prefix, second, fraction = '', zone] = STAMP.exec(line) ?? []
    if (prefix === undefined) return 0
    const at = new Date(`${second}${zone}`)
    if (Number.isNaN(at.getTime())) return 0
    this.#second = `${second}.`
    this.#zone = `${zone} `
    this.#utcSecond = `${at.toISOString().slice(0, 19)}.`
    this.stamp = `${this.#utcSecond}${fraction.padEnd(9, '0')}Z`
    return prefix.length
  }
}

// The nine digits behind `...:39.`; by hand, because this is done for every line.
function isFraction(line: string, from: number): boolean {
  for (let at = from + 20; at < from + 29; at++) {
    const code = line.charCodeAt(at)
    if (!(code >= 48 && code <= 57)) return false
  }
  return true
}

/** The whole second of `stamp`, `back` seconds earlier, as `sinceTime` takes it. */
export function secondBefore(stamp: string, back: number): string {
  const at = new Date(Date.parse(`${stamp.slice(0, 19)}Z`) - back * 1000)
  return `${at.toISOString().slice(0, 19)}Z`
}

/** By how much the clock stands earlier at `later` than at `earlier`, in whole milliseconds; negative when it went on. */
export function backwardMs(earlier: string, later: string): number {
  return Date.parse(`${earlier.slice(0, 23)}Z`) - Date.parse(`${later.slice(0, 23)}Z`)
}
