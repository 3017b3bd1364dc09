import { describe, expect, it } from 'vitest'
import { EventClient } from '../support/event-client.ts'
import { commitLogs, postRun, startPublicApi } from '../support/public-api.ts'

describe('a server that stops', () => {
  it('ends a thousand streams cleanly and at once', async () => {
    const api = await startPublicApi()
    const { id } = await postRun(api.url)
    const url = `${api.url}/v1/runs/${id}/events`
    const clients = await Promise.all(Array.from({ length: 1000 }, () => EventClient.open(url)))
    await Promise.all(clients.map((client) => client.until((it) => it.seqs.length === 2)))
    const startedAt = performance.now()
    await api.app.close()
    expect(performance.now() - startedAt).toBeLessThan(2000)
    await Promise.all(clients.map((client) => client.closed()))
    expect(clients.every((client) => client.isComplete)).toBe(true)
    await api.close()
  })

  it('does not wait for readers that never read', async () => {
    const api = await startPublicApi({ limits: { streamCloseMs: 300 } })
    const { id } = await postRun(api.url)
    for (let i = 0; i < 40; i++) await commitLogs(api.store, id, Array(100).fill('x'.repeat(4096)))
    const client = await EventClient.open(`${api.url}/v1/runs/${id}/events`)
    client.response?.pause()
    const startedAt = performance.now()
    await api.app.close()
    expect(performance.now() - startedAt).toBeLessThan(2000)
    client.leave()
    await api.close()
  })
})
