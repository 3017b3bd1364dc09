import { connect } from 'node:net'

/** Bytes as they come; their memory is used again for the next ones. */
export type TakeBytes = (bytes: Buffer) => void

/** Options of a socket whose reader costs as little as it can: one piece of memory for all that comes. */
export function readInto(take: TakeBytes) {
  const buffer = Buffer.allocUnsafeSlow(64 * 1024)
  const callback = (length: number) => {
    take(buffer.subarray(0, length))
    return true
  }
  return { onread: { buffer, callback } }
}

const OK = 'HTTP/1.1 200 '

/**
 * Opens a stream and hands over all that comes, head and sizes of chunks with it. Node's own client takes longer over a
 * small chunk than the API over sending it, on the same two cores, and what is measured is the API. Throws when it is
 * refused.
 */
export async function openRawStream(url: string, take: TakeBytes): Promise<{ close(): void }> {
  const { hostname, port, pathname, search, host } = new URL(url)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let isOpen = false
  const onBytes = (bytes: Buffer) => {
    if (isOpen) return take(bytes)
    isOpen = true
    const head = bytes.toString('latin1')
    if (!head.startsWith(OK)) return reject(new Error(`${url} answered ${head.slice(0, head.indexOf('\r\n'))}`))
    take(bytes)
    resolve()
  }
  const socket = connect({ host: hostname, port: Number(port), ...readInto(onBytes) })
  // also later: a stream that is cut at the end of a measurement is no error
  socket.on('error', reject)
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\n\r\n`)
  await promise.catch((error: unknown) => {
    socket.destroy()
    throw error
  })
  return { close: () => socket.destroy() }
}
