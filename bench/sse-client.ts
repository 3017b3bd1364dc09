import { get, type IncomingMessage } from 'node:http'

/** A client that only counts: what it costs must not hide what is measured. */
export interface OpenStream {
  readonly response: IncomingMessage
  close(): void
}

/** Opens a stream and hands over raw chunks. Throws when it is refused. */
export async function openStream(url: string, onChunk: (chunk: Buffer) => void): Promise<OpenStream> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = get(url, { headers: { accept: 'text/event-stream' }, agent: false }, resolve)
  request.on('error', reject)
  const response = await promise
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`)
  response.on('data', onChunk)
  // a stream that is cut at the end of a measurement is no error
  response.on('error', () => {})
  return { response, close: () => request.destroy() }
}

/** Resolves with the time (ms, monotonic) at which the stream first held `text`. */
export async function timeOfText(url: string, text: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  let seen = ''
  const stream = await openStream(url, (chunk) => {
    seen += chunk.toString('latin1')
    if (seen.includes(text)) resolve(performance.now())
  })
  try {
    return await promise
  } finally {
    stream.close()
  }
}

/** Reads a whole answer: how many bytes came, and how long it took from the request (ms). */
export async function timeWhole(url: string): Promise<{ bytes: number; ms: number }> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const startedAt = performance.now()
  let bytes = 0
  const stream = await openStream(url, (chunk) => {
    bytes += chunk.length
  })
  stream.response.on('end', resolve)
  await promise
  return { bytes, ms: performance.now() - startedAt }
}
