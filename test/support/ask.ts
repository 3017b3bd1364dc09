import { type IncomingMessage, request } from 'node:http'
import type { SeenAnswer } from './check-answer.ts'

/** A request as it is put on the wire: also such as no client would send. */
export interface PlainRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: Buffer
}

/** How much is waited for of an answer that does not say how long it is: it may go on for ever. */
const GLANCE_MS = 150

/** Sends a request and reads the answer. Throws when none comes within `limitMs`, or the connection breaks. */
export function ask(url: string, { method, path, headers, body }: PlainRequest, limitMs: number): Promise<SeenAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    // A connection of its own: one that is shared would be cut under whoever uses it next.
    const asked = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      void read(answer).then(resolve, reject).finally(done)
    })
    const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${limitMs} ms`)), limitMs)
    const done = () => {
      clearTimeout(timer)
      asked.destroy()
    }
    asked.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    asked.end(body)
  })
}

async function read(answer: IncomingMessage): Promise<SeenAnswer> {
  const chunks: Buffer[] = []
  const seen = (body: Buffer | null): SeenAnswer => ({
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
    body,
  })
  const isEndless = answer.headers['content-length'] === undefined
  let isCut = false
  const cut = () => {
    isCut = true
    answer.destroy()
  }
  const timer = isEndless ? setTimeout(cut, GLANCE_MS) : undefined
  try {
    for await (const chunk of answer) chunks.push(chunk as Buffer)
  } catch (error) {
    if (!isCut) throw error
  } finally {
    clearTimeout(timer)
  }
  return seen(isCut ? null : Buffer.concat(chunks))
}
