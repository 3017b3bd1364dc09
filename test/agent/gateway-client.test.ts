import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGatewayClient, type GatewayClientOptions } from '../../agent/gateway-client.ts'
import { type FakeGateway, type Fault, fakeAssignment, fakeTicket, startFakeGateway } from '../support/fake-gateway.ts'

const never = new AbortController().signal
const finish = { outcome: 'failed', design: null, lines: 0 } as const
const picture = { name: 'sketch-1', kind: 'sketch', step: 'sketch', bytes: Buffer.from([0x89, 0, 255]) } as const

describe('createGatewayClient', () => {
  let gateway: FakeGateway
  beforeEach(async () => {
    gateway = await startFakeGateway()
  })
  afterEach(() => gateway.close())

  const createClient = (options: Partial<GatewayClientOptions> = {}) =>
    createGatewayClient({ gatewayUrl: new URL(gateway.url), ticket: fakeTicket, firstBackOffMs: 1, ...options })

  it('claims with the ticket and uses the run token for everything else', async () => {
    const client = createClient()
    expect(await client.claim(never)).toEqual(fakeAssignment)
    await client.putArtifact(picture, never)
    await client.finish(finish, never)
    expect(await client.isWanted(never)).toBe(true)
    expect(gateway.seen.map(({ method, path, authorization }) => [method, path, authorization])).toEqual([
      ['POST', '/agent/v1/claim', undefined],
      ['PUT', '/agent/v1/artifacts/sketch-1?kind=sketch&step=sketch', 'Bearer the-run-token'],
      ['POST', '/agent/v1/finish', 'Bearer the-run-token'],
      ['GET', '/agent/v1/attempt', 'Bearer the-run-token'],
    ])
    expect(gateway.seen[1]?.body).toEqual(picture.bytes)
  })

  const passing: Fault[] = [{ status: 429 }, { status: 502 }, { status: 503 }, { status: 504 }, 'drop', 'garbage']
  it.each(passing.map((fault) => ({ fault })))('repeats a call that met $fault', async ({ fault }) => {
    gateway.fail('/agent/v1/claim', fault, fault)
    gateway.fail('/agent/v1/artifacts', fault)
    const client = createClient()
    await client.claim(never)
    await client.putArtifact(picture, never)
    expect(gateway.seen.map(({ path }) => path.split('/')[3])).toEqual([
      ...['claim', 'claim', 'claim'],
      ...['artifacts', 'artifacts'],
    ])
  })

  it.each([400, 401, 403, 404, 409, 410, 413, 500])(
    'takes %i as the last word and hands on its reason',
    async (status) => {
      gateway.fail('/agent/v1/artifacts', { status, detail: 'other bytes have this name' })
      const client = createClient()
      await client.claim(never)
      await expect(client.putArtifact(picture, never)).rejects.toMatchObject({
        name: 'AgentError',
        isRetryable: status === 500,
        message: `The gateway refused to let the agent store sketch-1: other bytes have this name (${status}).`,
      })
      expect(gateway.seen).toHaveLength(2)
    },
  )

  it('waits as long as Retry-After asks', async () => {
    gateway.fail('/agent/v1/claim', { status: 503, retryAfterS: 1 })
    const startedAt = performance.now()
    await createClient().claim(never)
    expect(performance.now() - startedAt).toBeGreaterThan(990)
  })

  it('goes on where it was when the gateway comes back on its port', async () => {
    const client = createClient({ firstBackOffMs: 20 })
    await client.claim(never)
    const port = Number(new URL(gateway.url).port)
    await gateway.close()
    const stored = client.putArtifact(picture, never)
    gateway = await startFakeGateway(port)
    await stored
    expect(gateway.seen.map(({ path }) => path)).toEqual([expect.stringContaining('sketch-1')])
  })

  it.each<{ fault: Fault; reason: string }>([
    { fault: { status: 503, detail: 'no room' }, reason: 'storage' },
    { fault: { status: 502 }, reason: 'internal' },
    { fault: 'drop', reason: 'internal' },
  ])('gives up with $reason when $fault lasts too long', async ({ fault, reason }) => {
    gateway.fail('/agent/v1/claim', ...Array.from({ length: 100 }, () => fault))
    await expect(createClient({ retryForMs: 500 }).claim(never)).rejects.toMatchObject({ reason, isRetryable: true })
    expect(gateway.seen.length).toBeGreaterThan(1)
    expect(gateway.seen.length).toBeLessThan(20)
  })

  it.each<{ when: string; faults: Fault[] }>([
    { when: 'waiting for an answer', faults: ['hang'] },
    { when: 'pausing before a repeat', faults: [{ status: 503, retryAfterS: 60 }] },
  ])('stops at once when aborted while $when', async ({ faults }) => {
    gateway.fail('/agent/v1/claim', ...faults)
    const controller = new AbortController()
    const claimed = createClient().claim(controller.signal)
    await gateway.requested('/agent/v1/claim')
    controller.abort(new Error('enough'))
    await expect(claimed).rejects.toThrow('enough')
  })

  it.each([
    { name: 'cancelled', desired: 'cancelled' as const, faults: [], isWanted: false },
    { name: 'wanted', desired: 'running' as const, faults: [], isWanted: true },
    { name: '401', desired: 'running' as const, faults: [{ status: 401 }], isWanted: false },
  ])('tells whether the attempt is wanted: $name', async ({ desired, faults, isWanted }) => {
    gateway.desired = desired
    const client = createClient()
    await client.claim(never)
    gateway.fail('/agent/v1/attempt', ...faults)
    expect(await client.isWanted(never)).toBe(isWanted)
  })

  it('does not ask before the claim', async () => {
    expect(await createClient().isWanted(never)).toBe(true)
    expect(gateway.seen).toEqual([])
  })

  it('counts answers as signs of life, but not those of a proxy that misses the gateway', async () => {
    let contacts = 0
    const client = createClient({ onContact: () => contacts++ })
    gateway.fail('/agent/v1/claim', { status: 502 }, 'drop', { status: 503 })
    await client.claim(never)
    expect(contacts).toBe(2)
  })
})
