import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { EventClient } from '../support/event-client.ts'
import { commitLogs, postRun, startPublicApi } from '../support/public-api.ts'

/** The server and its thousand clients share one thread here. */
const CLOSE_MS = 5000

describe('a server that stops', () => {
  it('ends a thousand streams cleanly and at once', async () => {
    const api = await startPublicApi({ limits: { streamCloseMs: 4 * CLOSE_MS } })
    const { id } = await postRun(api.url)
    const url = `${api.url}/v1/runs/${id}/events`
    const clients: EventClient[] = []
    while (clients.length < 1000) clients.push(...(await openSome(url, 50)))
    await Promise.all(clients.map((client) => client.until((it) => it.text.includes('id: 2'))))
    const startedAt = performance.now()
    await api.app.close()
    expect(performance.now() - startedAt).toBeLessThan(CLOSE_MS)
    await Promise.all(clients.map((client) => client.closed()))
    expect(clients.every((client) => client.isComplete)).toBe(true)
    await api.close()
  }, 60_000)

  it('does not wait for readers that never read', async () => {
    const api = await startPublicApi({ limits: { streamCloseMs: 300 } })
    const { id } = await postRun(api.url)
    for (let i = 0; i < 40; i++) await commitLogs(api.store, id, Array(100).fill('x'.repeat(4096)))
    const client = await EventClient.open(`${api.url}/v1/runs/${id}/events`)
    client.response?.pause()
    const startedAt = performance.now()
    await api.app.close()
    expect(performance.now() - startedAt).toBeLessThan(CLOSE_MS)
    client.leave()
    await api.close()
  })

  it('does not wait for connections that never asked anything', async () => {
    const api = await startPublicApi()
    const { hostname, port } = new URL(api.url)
    const accepted = once(api.app.server, 'connection')
    const silent = connect({ host: hostname, port: Number(port) })
    await accepted
    const ended = once(silent, 'close')
    const startedAt = performance.now()
    await api.app.close()
    expect(performance.now() - startedAt).toBeLessThan(CLOSE_MS)
    await ended
    await api.close()
  })
})

function openSome(url: string, count: number): Promise<EventClient[]> {
  return Promise.all(Array.from({ length: count }, () => EventClient.open(url)))
}
