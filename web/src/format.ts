/** `8 s`, `1 min 05 s`, `2 h 03 min`: short, and of steady width while it counts. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${pad(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

/** `0.6 s`, `12 s`: a duration that does not count. */
export function formatSeconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : formatElapsed(ms)
}

const pad = (value: number) => String(value).padStart(2, '0')

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })

/** `just now`, `4 minutes ago`, `yesterday`, and after a week the date. */
export function formatAgo(at: string, nowMs: number): string {
  const ageMs = nowMs - Date.parse(at)
  if (ageMs > 7 * 86_400_000) return date.format(new Date(at))
  const unit = units.find(([, lengthMs]) => ageMs >= lengthMs)
  return unit ? relative.format(-Math.floor(ageMs / unit[1]), unit[0]) : 'just now'
}

export const formatExact = (at: string): string => exact.format(new Date(at))

const number = new Intl.NumberFormat('en')
export const formatNumber = (value: number): string => number.format(value)

/** A name for a downloaded picture that every file system takes. */
export function pictureFileName(name: string, index: number, mediaType: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const extension = mediaType.split('/')[1]?.replace(/[^a-z0-9]/g, '') || 'png'
  return `${plain || 'axolotl'}-${index + 1}.${extension}`
}
