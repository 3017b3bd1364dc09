/** A length of time as a person says it: `0.4 s`, `14 s`, `2 min 5 s`, `3 h 2 min`. */
export function duration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** How long ago, in one unit: `3s`, `5m`, `7h`, `12d`. */
export function age(from: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(from)) / 1000))
  if (seconds < 100) return `${seconds}s`
  if (seconds < 100 * 60) return `${Math.floor(seconds / 60)}m`
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

/** From start to end, or `-` where one of them is unknown. */
export function between(start: string | null, end: string | null): string {
  return start === null || end === null ? '-' : duration(Date.parse(end) - Date.parse(start))
}

/** `3 rows`, `1 row`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Bytes in the largest unit that leaves a number above one: `512 B`, `1.4 MB`. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** US dollars; a dash where nobody knows. */
export function dollars(usd: number | null): string {
  return usd === null ? '-' : `$${usd.toFixed(usd < 0.1 && usd > 0 ? 4 : 2)}`
}
