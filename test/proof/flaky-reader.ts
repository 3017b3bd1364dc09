import { setTimeout as delay } from 'node:timers/promises'

/** What one client saw: event blocks only, byte for byte, in the order they came. */
export interface Sighting {
  readonly blocks: string[]
  readonly disconnects: number
}

export interface FlakyReaderOptions {
  /** Of the event stream, without a query. */
  readonly url: string
  /** How often this client drops its connection on purpose. */
  readonly disconnects: number
  /** Longest it stays connected before a drop. */
  readonly stayMs: number
  random(): number
  readonly signal: AbortSignal
}

const RECONNECT_MS = 50

/** Reads a run's stream to its end like a browser on bad Wi-Fi: drops at random, comes back with Last-Event-ID. */
export async function readFlaky(options: FlakyReaderOptions): Promise<Sighting> {
  const blocks: string[] = []
  let disconnects = 0
  let isEnded = false
  while (!isEnded) {
    options.signal.throwIfAborted()
    const isDropping = disconnects < options.disconnects
    const stay = isDropping
      ? AbortSignal.timeout(1 + Math.floor(options.random() * options.stayMs))
      : new AbortController().signal
    try {
      isEnded = await readOnce(options.url, blocks, AbortSignal.any([options.signal, stay]))
    } catch {
      options.signal.throwIfAborted()
    }
    if (stay.aborted) disconnects++
    if (!isEnded) await delay(RECONNECT_MS * options.random(), undefined, { signal: options.signal })
  }
  return { blocks, disconnects }
}

/** True when the run's end was seen. A block cut off in its middle is dropped, as a browser drops it. */
async function readOnce(url: string, blocks: string[], signal: AbortSignal): Promise<boolean> {
  const last = lastId(blocks)
  const headers = { accept: 'text/event-stream', ...(last === null ? {} : { 'last-event-id': last }) }
  const response = await fetch(url, { headers, signal })
  if (response.status !== 200 || response.body === null) throw new Error(`the stream answered ${response.status}`)
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true })
    const parts = rest.split('\n\n')
    rest = parts.pop() ?? ''
    blocks.push(...parts.filter((part) => part.startsWith('id: ')))
    if (parts.some((part) => part.includes('\nevent: run-end\n'))) return true
  }
  return false
}

function lastId(blocks: readonly string[]): string | null {
  return /^id: (\d+)\n/.exec(blocks.at(-1) ?? '')?.[1] ?? null
}
