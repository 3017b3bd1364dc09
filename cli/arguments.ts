import { InvalidArgumentError } from 'commander'

/** A whole number from `least` to `most`, for commander. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  const allowed = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  return (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`It must be a whole number ${allowed}.`)
  }
}

export function amount(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && Number.isFinite(number)) return number
  throw new InvalidArgumentError('It must be a number of at least 0.')
}

/** Gathers an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

export function collectNumbers(least: number, most: number) {
  const parse = wholeNumber(least, most)
  return (text: string, before: readonly number[] = []): number[] => [...before, parse(text)]
}

export function collectLabels(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be like name=value.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `30s`, `5m`, `2h`, `7d` in ms. */
export function lengthOfTime(text: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const ms = Number(number) * (units[unit ?? ''] ?? Number.NaN)
  if (Number.isFinite(ms)) return ms
  throw new InvalidArgumentError('It must be a length of time such as 30s, 5m, 2h or 7d.')
}

/** A moment: so long ago, or a time such as 2026-11-01T12:00:00Z; in ms since 1970. */
export function moment(now: () => number) {
  return (text: string): number => {
    if (/^\d+[smhd]$/.test(text)) return now() - lengthOfTime(text)
    const at = Date.parse(text)
    if (!Number.isNaN(at)) return at
    throw new InvalidArgumentError('It must be a length of time such as 5m, or a time such as 2026-11-01T12:00:00Z.')
  }
}
