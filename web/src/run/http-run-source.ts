import { eventsPath, runs } from '../api/runs.ts'
import { signIn } from '../api/session.ts'
import { browserPageStatus } from './page-status.ts'
import type { RunSource } from './run-source.ts'
import { followRun } from './run-stream.ts'

/** Runs over this page's own API. */
export function httpRunSource(): RunSource {
  const page = browserPageStatus()
  return {
    load: (id, signal) => runs.get(id, { signal }),
    subscribe: (id, after, handlers) =>
      followRun(eventsPath(id), after, handlers, { page, signIn, fetch: (url, init) => fetch(url, init) }),
  }
}
