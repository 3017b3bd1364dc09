import { signal } from '@preact/signals'
import type { BackendList } from '#contract/backends.ts'
import { signedIn } from './call.ts'

/** What runs can be made with here and how the servers behind it are; null while nobody has said. */
export const backends = signal<BackendList | null>(null)

/** How old what is shown of a server may get while someone looks at it. */
const REFRESH_MS = 4000

let holders = 0
let stop: AbortController | null = null

/** Asks once, without harm where the answer does not come: then there is nothing to choose and nothing to show. */
export async function loadBackends(signal?: AbortSignal): Promise<void> {
  try {
    const answer = await signedIn.json<BackendList>('GET', '/v1/backends', signal ? { signal } : {})
    if (!signal?.aborted) backends.value = answer
  } catch {
    // What was true a moment ago may not be any more: better nothing than something old.
    if (!signal?.aborted) backends.value = null
  }
}

/** Keeps the state of the servers fresh until the returned function is called; a hidden page asks nothing. */
export function holdBackends(): () => void {
  holders += 1
  if (stop === null) {
    stop = new AbortController()
    void refresh(stop.signal)
  }
  return () => {
    holders -= 1
    if (holders > 0) return
    stop?.abort()
    stop = null
  }
}

async function refresh(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (document.visibilityState === 'visible') await loadBackends(signal)
    await pause(signal)
  }
}

function pause(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(done, REFRESH_MS)
  function done(): void {
    clearTimeout(timer)
    signal.removeEventListener('abort', done)
    resolve()
  }
  signal.addEventListener('abort', done)
  if (signal.aborted) done()
  return promise
}
