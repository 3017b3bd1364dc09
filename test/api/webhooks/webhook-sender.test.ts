import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { pino } from 'pino'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CreateWebhook, type WebhookDelivery, WebhookPayload } from '#contract/webhooks.ts'
import { type SenderDeps, WebhookSender } from '../../../api/webhooks/webhook-sender.ts'
import {
  addPicture,
  asOwner,
  createRun,
  endAttempt,
  liveAttempt,
  openTestStore,
  owner,
  type TestStore,
  until,
} from '../../support/test-store.ts'
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'

const HOUR_MS = 3600 * 1000

let test: TestStore
let receiver: WebhookReceiver
let sender: WebhookSender | null = null
/** How far the sender's clock is ahead. */
let aheadMs = 0

beforeAll(async () => {
  test = await openTestStore()
})
afterAll(() => test.close())
beforeEach(async () => {
  receiver = await startReceiver()
  aheadMs = 0
})
afterEach(async () => {
  await sender?.stop()
  sender = null
  await receiver.close()
  for (const whose of [owner, 'other']) {
    for (const { id } of test.store.webhooks.list(whose, { limit: 100 }).data) {
      await test.store.webhooks.delete(id, { owner: whose })
    }
  }
})

function startSender(deps: Partial<SenderDeps> = {}): WebhookSender {
  sender = new WebhookSender({
    store: test.store,
    logger: pino({ level: 'silent' }),
    isPrivateAllowed: true,
    now: () => Date.now() + aheadMs,
    ...deps,
  })
  sender.start()
  return sender
}

async function addEndpoint(url = receiver.url, more: object = {}, context = asOwner) {
  return (await test.store.webhooks.create(CreateWebhook.parse({ url, ...more }), context)).value
}

/** A run that has ended, which is one event. */
async function endRun(): Promise<string> {
  const run = await createRun(test.store)
  await test.store.runs.cancelRun(run.id, asOwner)
  return run.id
}

function deliveries(endpointId: string): WebhookDelivery[] {
  return test.store.webhooks.deliveries(owner, endpointId, { limit: 100 }).data
}

function delivery(endpointId: string): WebhookDelivery {
  const [only, ...others] = deliveries(endpointId)
  if (only === undefined || others.length > 0) throw new Error(`There are ${others.length + 1} deliveries.`)
  return only
}

const isDone = (endpointId: string) => () => deliveries(endpointId).every(({ state }) => state !== 'pending')

describe('a delivery', () => {
  it('tells the end of a run, signed so that the library of the specification verifies it', async () => {
    const { id, secret } = await addEndpoint()
    startSender()
    const runId = await endRun()
    await until(isDone(id), 'it is delivered')
    const [seen] = receiver.seen
    const payload = new Webhook(secret).verify(seen?.body ?? '', seen?.headers as Record<string, string>)
    expect(WebhookPayload.parse(payload)).toMatchObject({
      type: 'run.ended',
      data: { id: runId, href: `/v1/runs/${runId}`, outcome: 'cancelled', variation: null },
    })
    expect(seen?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': delivery(id).id })
    expect(delivery(id)).toMatchObject({ state: 'delivered', tries: 1, nextAt: null, lastStatus: 204, lastError: null })
  })

  it('tells a pick, and nothing where the pick is taken back', async () => {
    const { id } = await addEndpoint(receiver.url, { events: ['pick.made'] })
    startSender()
    const run = await createRun(test.store)
    await addPicture(test.store, liveAttempt(test.store, run.id).id)
    await test.store.runs.pick(run.id, { variation: 0, note: null }, asOwner)
    await test.store.runs.unpick(run.id, asOwner)
    await endAttempt(test.store, run.id)
    await until(() => receiver.seen.length > 0 && isDone(id)(), 'it is delivered')
    expect(receiver.seen.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: 'pick.made', data: { id: run.id, variation: 0, outcome: null } },
    ])
  })

  it('goes to the owner of what happened and to nobody else', async () => {
    const other = await addEndpoint(receiver.url, {}, { owner: 'other' })
    const { id } = await addEndpoint()
    startSender()
    await endRun()
    await until(isDone(id), 'it is delivered')
    expect(test.store.webhooks.deliveries('other', other.id, { limit: 10 }).data).toEqual([])
    expect(() => test.store.webhooks.get(owner, other.id)).toThrow('There is no webhook')
  })

  it('is signed with the secret before the present one as well, for a day', async () => {
    const first = await addEndpoint()
    const second = (await test.store.webhooks.rotate(first.id, asOwner)).value
    expect(second.secret).not.toBe(first.secret)
    startSender()
    await endRun()
    await until(isDone(first.id), 'it is delivered')
    const [seen] = receiver.seen
    for (const { secret } of [first, second]) {
      new Webhook(secret).verify(seen?.body ?? '', seen?.headers as Record<string, string>)
    }
    aheadMs = 25 * HOUR_MS
    await endRun()
    sender?.wake()
    await until(() => receiver.seen.length === 2 && isDone(first.id)(), 'the next one is delivered')
    expect(String(receiver.seen[1]?.headers['webhook-signature']).split(' ')).toHaveLength(1)
  })
})

describe('a delivery that fails', () => {
  it('is tried again over two days under the same id, then given up, and by hand once more', async () => {
    receiver.answer = (response) => void response.writeHead(500).end()
    const { id } = await addEndpoint()
    startSender()
    await endRun()
    const pauses: number[] = []
    for (let tries = 1; ; tries++) {
      await until(() => delivery(id).tries === tries, `try ${tries}`)
      const { nextAt, state } = delivery(id)
      expect(receiver.seen).toHaveLength(tries)
      if (nextAt === null) {
        expect(state).toBe('failed')
        break
      }
      pauses.push((Date.parse(nextAt) - Date.now() - aheadMs) / 1000)
      aheadMs += Date.parse(nextAt) - Date.now() - aheadMs + 1
      sender?.wake()
    }
    const wanted = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000]
    expect(pauses).toHaveLength(wanted.length)
    for (const [i, pause] of pauses.entries()) {
      // a tenth may be added; looking at it took a moment
      expect(pause).toBeGreaterThan((wanted[i] ?? 0) - 2)
      expect(pause).toBeLessThan((wanted[i] ?? 0) * 1.1 + 1)
    }
    expect(aheadMs).toBeGreaterThan(48 * HOUR_MS)
    expect(new Set(receiver.seen.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(delivery(id)).toMatchObject({ lastStatus: 500, lastError: 'It answered 500.' })

    receiver.answer = (response) => void response.writeHead(200).end('ok')
    const again = await test.store.webhooks.redeliver(id, delivery(id).id, asOwner)
    expect(again.value).toMatchObject({ state: 'pending', tries: 0 })
    await until(isDone(id), 'it is delivered')
    expect(delivery(id)).toMatchObject({ state: 'delivered', tries: 1, lastStatus: 200, lastError: null })
  })

  it('turns the endpoint off at 410, for good', async () => {
    receiver.answer = (response) => void response.writeHead(410).end()
    const { id } = await addEndpoint()
    startSender()
    await endRun()
    await until(isDone(id), 'it is over')
    expect(test.store.webhooks.get(owner, id)).toMatchObject({
      isEnabled: false,
      disabledReason: 'It answered 410 (gone).',
    })
    expect(delivery(id)).toMatchObject({ state: 'failed', tries: 1, lastStatus: 410 })
    await endRun()
    expect(deliveries(id)).toHaveLength(1)
    await expect(test.store.webhooks.redeliver(id, delivery(id).id, asOwner)).rejects.toThrow('turned off')
    expect(await test.store.webhooks.patch(id, { isEnabled: true }, asOwner)).toMatchObject({ disabledReason: null })
  })

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
    const secret = await startReceiver()
    receiver.answer = (response) => void response.writeHead(status, { location: secret.url }).end()
    const { id } = await addEndpoint()
    startSender()
    await endRun()
    await until(() => delivery(id).tries === 1, 'it was tried')
    expect(delivery(id)).toMatchObject({ state: 'pending', lastStatus: status })
    expect(delivery(id).lastError).toContain('redirects are not followed')
    expect(secret.connections).toBe(0)
    await secret.close()
  })

  it('waits for an answer for a bounded time', async () => {
    receiver.answer = () => {}
    const { id } = await addEndpoint()
    startSender({ limits: { answerMs: 200 } })
    await endRun()
    await until(() => delivery(id).tries === 1, 'it was tried')
    expect(delivery(id)).toMatchObject({ lastStatus: null, lastError: 'It did not answer within 0.2 s.' })
  })

  it('says what went wrong with the connection and not where', async () => {
    await receiver.close()
    const { id } = await addEndpoint()
    startSender()
    await endRun()
    await until(() => delivery(id).tries === 1, 'it was tried')
    expect(delivery(id)).toMatchObject({ lastStatus: null, lastError: 'The connection failed (ECONNREFUSED).' })
    receiver = await startReceiver()
  })
})

describe('an answer', () => {
  it('is left in the socket beyond a few KiB, however long it is', async () => {
    let written = 0
    const server = createServer((socket: Socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n')
        const pour = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(16 * 1024))) written += 16 * 1024
          socket.once('drain', pour)
        }
        pour()
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { id } = await addEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    startSender()
    await endRun()
    await until(isDone(id), 'it is delivered')
    expect(delivery(id)).toMatchObject({ state: 'delivered', lastStatus: 200 })
    // what the kernel holds for both sides at most
    expect(written).toBeLessThan(16 * 1024 * 1024)
    // hangs where the connection is kept: a server closes once nobody is connected any more
    server.close()
    await once(server, 'close')
  })

  it('counts as soon as its head is there', async () => {
    receiver.answer = (response) => void response.writeHead(200).write('and then nothing')
    const { id } = await addEndpoint()
    startSender({ limits: { restMs: 50 } })
    await endRun()
    await until(isDone(id), 'it is delivered')
    expect(delivery(id)).toMatchObject({ state: 'delivered', tries: 1 })
  })
})

describe('the sender', () => {
  it('lets no slow endpoint hold up another', async () => {
    const slow = await startReceiver()
    slow.answer = () => {}
    const slowOne = await addEndpoint(slow.url)
    const { id } = await addEndpoint()
    startSender({ limits: { inFlight: 6, perEndpoint: 4 } })
    for (let i = 0; i < 20; i++) await endRun()
    await until(isDone(id), 'the quick one has all')
    expect(receiver.seen).toHaveLength(20)
    expect(deliveries(slowOne.id).every(({ state }) => state === 'pending')).toBe(true)
    expect(slow.open).toBe(4)
    await slow.close()
  })

  it('has at most so many under way, to one endpoint and in all', async () => {
    const held: (() => void)[] = []
    let most = 0
    let mostOfOne = 0
    const open = new Map<string, number>()
    receiver.answer = (response, { path }) => {
      most = Math.max(most, receiver.open)
      open.set(path, (open.get(path) ?? 0) + 1)
      mostOfOne = Math.max(mostOfOne, open.get(path) ?? 0)
      response.once('close', () => open.set(path, (open.get(path) ?? 0) - 1))
      held.push(() => response.writeHead(204).end())
    }
    const endpoints = await Promise.all(['/a', '/b', '/c'].map((path) => addEndpoint(receiver.url + path)))
    for (let i = 0; i < 5; i++) await endRun()
    startSender({ limits: { inFlight: 5, perEndpoint: 2 } })
    await until(() => receiver.open === 5, 'five are under way')
    while (!endpoints.every(({ id }) => isDone(id)())) {
      held.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(receiver.seen).toHaveLength(15)
    expect([most, mostOfOne]).toEqual([5, 2])
  })

  it('goes on after a restart with what was under way, under the same id', async () => {
    receiver.answer = () => {}
    const { id } = await addEndpoint()
    startSender()
    await endRun()
    await until(() => receiver.seen.length === 1, 'it is under way')
    await sender?.stop()
    expect(delivery(id)).toMatchObject({ state: 'pending', tries: 0 })
    await test.reopen()
    receiver.answer = (response) => void response.writeHead(204).end()
    startSender()
    await until(isDone(id), 'it is delivered')
    expect(new Set(receiver.seen.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery(id).id]))
    expect(receiver.seen).toHaveLength(2)
  })

  it('sends nothing to an endpoint that was deleted or turned off', async () => {
    const deleted = await addEndpoint()
    const off = await addEndpoint()
    await endRun()
    await test.store.webhooks.delete(deleted.id, asOwner)
    await test.store.webhooks.patch(off.id, { isEnabled: false }, asOwner)
    const { id } = await addEndpoint()
    await endRun()
    startSender()
    await until(isDone(id), 'the third is told')
    expect(receiver.seen).toHaveLength(1)
    expect(() => test.store.webhooks.get(owner, deleted.id)).toThrow('There is no webhook')
  })
})
