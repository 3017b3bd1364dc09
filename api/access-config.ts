import type { Settings } from './settings.ts'

/** What one owner may use; null is no limit. */
export interface AccessLimits {
  readonly requestsPerMinute: number | null
  readonly runsPerHour: number | null
  readonly tokensPerDay: number | null
  readonly picturesPerDay: number | null
  readonly liveRuns: number | null
  readonly readers: number | null
  /** Of pictures; the same bytes count once. */
  readonly storedBytes: number | null
}

/** Calls a minute where others can reach the server and nothing else was set: a busy page stays far below it. */
const USUAL_REQUESTS = 600

/** A server that asks for no key serves one person, whom nothing limits. */
export function accessLimits(settings: Settings, hasKeys: boolean): AccessLimits {
  const requests = settings.LIMIT_REQUESTS_PER_MINUTE ?? (hasKeys ? USUAL_REQUESTS : 0)
  return {
    requestsPerMinute: requests === 0 ? null : requests,
    runsPerHour: settings.LIMIT_RUNS_PER_HOUR ?? null,
    tokensPerDay: settings.LIMIT_TOKENS_PER_DAY ?? null,
    picturesPerDay: settings.LIMIT_PICTURES_PER_DAY ?? null,
    liveRuns: settings.LIMIT_LIVE_RUNS ?? null,
    readers: settings.LIMIT_READERS ?? null,
    storedBytes: settings.LIMIT_STORED_BYTES ?? null,
  }
}
