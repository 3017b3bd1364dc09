import type { Settings } from './settings.ts'

/** How long things are kept after their end, in milliseconds; null is for ever. */
export interface RetentionConfig {
  readonly runsMs: number | null
  readonly logsMs: number | null
  readonly previewsMs: number | null
  readonly deliveriesMs: number
}

const DAY_MS = 24 * 60 * 60 * 1000

export function retentionConfig(settings: Settings): RetentionConfig {
  const ms = (days: number | undefined) => (days === undefined ? null : days * DAY_MS)
  return {
    runsMs: ms(settings.RETAIN_RUNS_DAYS),
    logsMs: ms(settings.RETAIN_LOGS_DAYS),
    previewsMs: ms(settings.RETAIN_PREVIEWS_DAYS),
    deliveriesMs: settings.RETAIN_DELIVERIES_DAYS * DAY_MS,
  }
}
