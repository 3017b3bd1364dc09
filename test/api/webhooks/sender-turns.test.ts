import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CreateWebhook, type WebhookDelivery } from '#contract/webhooks.ts'
import { type SenderDeps, type SenderLimits, WebhookSender } from '../../../api/webhooks/webhook-sender.ts'
import { asOwner, createRun, openTestStore, owner, type TestStore, until } from '../../support/test-store.ts'
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'

let test: TestStore
let receiver: WebhookReceiver
let sender: WebhookSender | null = null

beforeAll(async () => {
  test = await openTestStore()
})
afterAll(() => test.close())
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  await sender?.stop()
  sender = null
  await receiver.close()
  for (const { id } of test.store.webhooks.list(owner, { limit: 100 }).data) {
    await test.store.webhooks.delete(id, asOwner)
  }
})

function startSender(limits: Partial<SenderLimits> = {}, more: Partial<SenderDeps> = {}): WebhookSender {
  const logger = pino({ level: 'silent' })
  sender = new WebhookSender({ store: test.store, logger, isPrivateAllowed: true, limits, ...more })
  sender.start()
  return sender
}

async function addEndpoint(path = ''): Promise<string> {
  const request = CreateWebhook.parse({ url: receiver.url + path })
  return (await test.store.webhooks.create(request, asOwner)).value.id
}

/** A run that has ended, which is one event. */
async function endRun(): Promise<string> {
  const run = await createRun(test.store)
  await test.store.runs.cancelRun(run.id, asOwner)
  return run.id
}

const deliveries = (endpointId: string): WebhookDelivery[] =>
  test.store.webhooks.deliveries(owner, endpointId, { limit: 100 }).data
const isDone = (endpointId: string) => deliveries(endpointId).every(({ state }) => state !== 'pending')

describe('deliveries', () => {
  it('take turns where there is room for one alone, and go out as they became due', async () => {
    const endpoints = [await addEndpoint('/a'), await addEndpoint('/b')]
    const runs = [await endRun(), await endRun(), await endRun()]
    for (const [at, id] of runs.toReversed().entries()) {
      const sql = "UPDATE webhook_deliveries SET nextAt = ? WHERE json_extract(payload, '$.data.id') = ?"
      test.edit(sql, `2026-01-0${at + 1}T00:00:00.000Z`, id)
    }
    // nothing but the end of one makes it look for the next
    startSender({ inFlight: 1, lookMs: 60_000 })
    await until(() => endpoints.every(isDone), 'all are delivered')
    const seen = receiver.seen.map(({ path, body }) => [path.at(-1), JSON.parse(body).data.id])

    const turns = seen.map(([path]) => path)
    expect(new Set(turns.slice(0, 2))).toEqual(new Set(['a', 'b']))
    for (const path of ['a', 'b']) {
      expect(seen.filter(([to]) => to === path).map(([, id]) => id)).toEqual(runs.toReversed())
    }
  })

  it('go one at a time to an endpoint whose last try failed, until one is accepted', async () => {
    const held: (() => void)[] = []
    receiver.answer = (response) => void response.writeHead(500).end()
    const id = await addEndpoint()
    const started = startSender({ perEndpoint: 3 })
    await endRun()
    await until(() => started.size === 0 && deliveries(id)[0]?.tries === 1, 'the first try has failed')
    receiver.answer = (response) => void held.push(() => response.writeHead(204).end())
    for (let i = 0; i < 5; i++) await endRun()
    await until(() => held.length === 1, 'the next one is under way')
    started.wake()
    expect(started.size).toBe(1)

    held[0]?.()
    await until(() => held.length === 4, 'three more at the same time')
  })

  it('that were given up while they were under way stay so', async () => {
    let answer = () => {}
    receiver.answer = (response) => {
      answer = () => void response.writeHead(204).end()
    }
    const id = await addEndpoint()
    const started = startSender()
    await endRun()
    await until(() => receiver.seen.length === 1, 'it is under way')
    await test.store.webhooks.patch(id, { isEnabled: false }, asOwner)
    await test.store.retention.sweepWebhooks(new Date(0), new AbortController().signal)
    answer()
    await until(() => started.size === 0, 'it is settled')

    expect(deliveries(id)).toMatchObject([{ state: 'failed', tries: 0, lastError: 'The webhook was turned off.' }])
  })

  it('whose outcome cannot be written down are not sent again and again', async () => {
    const lines: string[] = []
    const { webhooks } = test.store
    const { settle } = webhooks
    webhooks.settle = () => Promise.reject(new Error('nothing can be written'))
    try {
      await addEndpoint()
      startSender({}, { logger: pino({ level: 'error' }, { write: (line) => void lines.push(line) }) })
      await endRun()
      await until(() => lines.length > 0, 'it is told')
      // one that was sent again would be here before or between these
      for (let i = 0; i < 3; i++) await fetch(receiver.url, { method: 'POST' })

      expect(receiver.seen.filter(({ headers }) => headers['webhook-id'] !== undefined)).toHaveLength(1)
      expect(lines).toHaveLength(1)
    } finally {
      webhooks.settle = settle
    }
  })

  it('reach no private network unless that is allowed, and say so', async () => {
    const id = await addEndpoint()
    startSender({}, { isPrivateAllowed: false })
    await endRun()
    await until(() => deliveries(id)[0]?.tries === 1, 'it was tried')

    expect(deliveries(id)).toMatchObject([
      { state: 'pending', lastStatus: null, lastError: expect.stringMatching(/private network/) },
    ])
    expect(receiver.connections).toBe(0)
  })

  it('are so many at most that wait for one endpoint: then it is turned off, and says so', async () => {
    const id = await addEndpoint()
    test.edit(
      `INSERT INTO webhook_deliveries (id, endpointId, owner, type, payload, state, tries, nextAt, createdAt)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
       SELECT 'x' || i, ?, 'local', 'run.ended', '{}', 'pending', 0, '2999-01-01', '2026-01-01' FROM n`,
      id,
    )
    await endRun()
    expect(test.store.webhooks.get(owner, id)).toMatchObject({ isEnabled: true })
    await endRun()

    expect(test.store.webhooks.get(owner, id)).toMatchObject({
      isEnabled: false,
      disabledReason: 'More than 20000 deliveries waited for it.',
    })
  })
})

describe('a sender that stops', () => {
  it('waits for the outcome that is being written down', async () => {
    const { webhooks } = test.store
    const settle = webhooks.settle.bind(webhooks)
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    webhooks.settle = async (result) => {
      asked.resolve()
      await answer.promise
      await settle(result)
    }
    try {
      const id = await addEndpoint()
      const started = startSender()
      await endRun()
      await asked.promise
      let isStopped = false
      const stopping = started.stop().then(() => {
        isStopped = true
      })
      await test.store.probe()
      expect(isStopped).toBe(false)
      answer.resolve()
      await stopping
      expect(deliveries(id)).toMatchObject([{ state: 'delivered', tries: 1 }])
    } finally {
      webhooks.settle = settle
    }
  })

  it('leaves neither timer nor listener behind', async () => {
    let listeners = 0
    const onChange: SenderDeps['store']['onChange'] = (listener) => {
      listeners += 1
      const remove = test.store.onChange(listener)
      return () => {
        listeners -= 1
        remove()
      }
    }
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const started = startSender({}, { store: { webhooks: test.store.webhooks, onChange } })
      const open = [listeners, vi.getTimerCount()]
      await started.stop()

      expect([open, [listeners, vi.getTimerCount()]]).toEqual([
        [1, 1],
        [0, 0],
      ])
    } finally {
      vi.useRealTimers()
    }
  })
})
