/** `0.84 s`, `12.3 s`, `2 min 5 s`: short, and precise enough to tell two apart. */
export function seconds(ms: number): string {
  if (ms < 1000) return `${(ms / 1000).toFixed(2)} s`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const whole = Math.round(ms / 1000)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** `$0`, `$0.0031`, `$0.50`: small sums by the hundredth of a cent, because calls cost that little. */
export function usd(value: number): string {
  if (value === 0) return '$0'
  if (value < 0.0001) return 'less than $0.0001'
  return `$${value < 0.1 ? value.toFixed(4) : value.toFixed(2)}`
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
