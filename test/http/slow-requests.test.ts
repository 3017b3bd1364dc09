import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { startPublicApi } from '../support/public-api.ts'

/** Sends the head of a request and a part of its body, and gives what is answered until the connection ends. */
function sendPart(url: string, path: string, mediaType: string, length = 'Content-Length: 1000'): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  socket.on('error', reject).on('close', () => resolve(answer))
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${mediaType}\r\n${length}\r\n\r\n1\r\n{\r\n`)
  return promise
}

it('a body that does not arrive in time is answered 408; a file has longer', async () => {
  const api = await startPublicApi({ limits: { requestMs: 200, uploadMs: 1500 } })
  try {
    const startedAt = performance.now()
    const run = sendPart(api.url, '/v1/runs', 'application/json').then((text) => [text, performance.now() - startedAt])
    const batch = sendPart(api.url, '/v1/batches', 'application/x-ndjson').then((text) => [
      text,
      performance.now() - startedAt,
    ])
    const chunked = sendPart(api.url, '/v1/runs', 'application/json', 'Transfer-Encoding: chunked')
    const [runText, runMs] = await run
    const [batchText, batchMs] = await batch

    for (const text of [runText, batchText, await chunked]) expect(text).toMatch(/^HTTP\/1.1 408 /)
    expect(runMs).toBeLessThan(Number(batchMs))
    expect(batchMs).toBeGreaterThanOrEqual(1490)
  } finally {
    await api.close()
  }
})
