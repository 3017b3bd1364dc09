import { afterEach, describe, expect, it } from 'vitest'
import type { Work } from '../../../support/test-gateway.ts'
import { asOwner, createRun, until } from '../../../support/test-store.ts'
import { CLAUDE_PRICES, type HarnessOptions, type ModelGateway, startModelGateway } from './models-harness.ts'

const open: ModelGateway[] = []
async function start(options: HarnessOptions = {}): Promise<ModelGateway> {
  const gateway = await startModelGateway(options)
  open.push(gateway)
  return gateway
}
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close()
})

describe('the line before a model', () => {
  it('sends as many as its server works on, and tells the others their places', async () => {
    const gateway = await start({ env: { OLLAMA_PARALLEL: '1' } })
    gateway.ollama.script({ isHung: true })
    const [first, second, third] = [
      await gateway.design('ollama'),
      await gateway.design('ollama'),
      await gateway.design('ollama'),
    ]
    const leaving = new AbortController()
    const hung = gateway.call(first, 'ollama', { signal: leaving.signal }).catch(() => null)
    const chats = () => gateway.ollama.requests.filter(({ path }) => path === '/api/chat').length
    await gateway.ollama.until(() => chats() === 1)
    const waiting = [gateway.call(second, 'ollama')]
    await until(() => gateway.waits(second.runId).length === 1, 'the second to wait')
    waiting.push(gateway.call(third, 'ollama'))
    await until(() => gateway.waits(third.runId).length === 1, 'the third to wait')

    expect(gateway.waits(second.runId)[0]).toMatchObject({ reason: 'model-queue', position: 1 })
    expect(gateway.waits(third.runId)[0]).toMatchObject({ reason: 'model-queue', position: 2 })
    expect(gateway.backends.ollama?.state().queueLength).toBe(2)
    expect(chats()).toBe(1)
    leaving.abort()
    await hung
    for (const answer of await Promise.all(waiting)) expect((await answer.text()).length).toBeGreaterThan(0)
    await until(() => gateway.waits(third.runId).at(-1)?.reason === null, 'the wait to end')
  })

  it('loses who is cancelled, before anything was forwarded or charged', async () => {
    const gateway = await start({ env: { OLLAMA_PARALLEL: '1' } })
    gateway.ollama.script({ isHung: true })
    const [first, second] = [await gateway.design('ollama'), await gateway.design('ollama')]
    const hung = gateway.call(first, 'ollama')
    await gateway.ollama.until(() => gateway.ollama.requests.some(({ path }) => path === '/api/chat'))
    const waiting = gateway.call(second, 'ollama')
    await until(() => gateway.waits(second.runId).length === 1, 'the second to wait')
    await gateway.store.runs.cancelRun(second.runId, asOwner)

    expect((await waiting).status).toBe(403)
    expect(gateway.usage(second.runId)).toEqual([])
    await gateway.store.runs.cancelRun(first.runId, asOwner)
    expect((await hung).status).toBe(403)
  })
})

describe('a budget', () => {
  const env = { BUDGET_RUN_USD: '0.0001', PRICES: CLAUDE_PRICES }

  it('parks a call with the way out, and lets it go when it is raised', async () => {
    const gateway = await start({ env })
    const work = await gateway.design('claude')
    const calling = gateway.call(work, 'claude')
    await until(() => gateway.waits(work.runId).length === 1, 'the wait')

    const [wait] = gateway.waits(work.runId)
    expect(wait?.reason).toBe('budget')
    expect(wait?.message).toContain(`PATCH /v1/runs/${work.runId} {"budgetUsd": `)
    expect(gateway.claude.requests).toEqual([])
    const enough = wait?.budget?.enoughUsd ?? 0
    expect(enough).toBeGreaterThan(0.0001)
    await gateway.store.runs.patch(work.runId, { budgetUsd: enough }, asOwner)
    const answer = await calling
    expect(answer.status).toBe(200)
    await answer.text()
    await until(() => gateway.waits(work.runId).at(-1)?.reason === null, 'the wait to end')
  })

  it('that is not raised in time ends a call with 402, and holds no place meanwhile', async () => {
    const gateway = await start({ env: { ...env, CLAUDE_PARALLEL: '1' }, limits: { budgetMs: 1500 } })
    const [parked, paying] = [await gateway.design('claude'), await gateway.design('claude', { budgetUsd: 5 })]
    const calling = gateway.call(parked, 'claude')
    await until(() => gateway.waits(parked.runId).length === 1, 'the wait')
    const other = await gateway.call(paying, 'claude')
    expect(other.status).toBe(200)
    await other.text()
    const answer = await calling

    expect(answer.status).toBe(402)
    expect(await answer.json()).toMatchObject({ isRetryable: false, reason: 'budget' })
    expect(gateway.usage(parked.runId)).toEqual([])
  })

  it('is never overspent by calls that start together', async () => {
    const gateway = await start({ env: { PRICES: CLAUDE_PRICES }, limits: { budgetMs: 100 } })
    const { id: runId } = await createRun(gateway.store, {
      variations: [{ designer: 'claude' }, { designer: 'claude' }, { designer: 'claude' }],
      budgetUsd: 0.006,
    })
    const works = await Promise.all(
      gateway.store.attempts.live().map(async ({ id: attemptId }) => {
        await gateway.store.attempts.launch(attemptId)
        const ticket = gateway.tickets.ticketOf(attemptId)
        const { token } = (await (await gateway.claim(ticket)).json()) as { token: string }
        return { runId, attemptId, ticket, token }
      }),
    )
    gateway.claude.script({ firstByteMs: 600 }, { firstByteMs: 600 }, { firstByteMs: 600 })
    const answers = await Promise.all(works.map((work) => gateway.call(work, 'claude')))
    await Promise.all(answers.map((answer) => answer.text()))

    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toContain(402)
    expect(statuses).toContain(200)
    expect(gateway.store.calls.budgets(runId).run?.usedUsd).toBeLessThanOrEqual(0.006)
  })
})

describe('many lanes with the same beginning', () => {
  const system = [{ type: 'text', text: 'word'.repeat(6000), cache_control: { type: 'ephemeral' } }]

  async function race(gateway: ModelGateway, count: number) {
    const works: Work[] = []
    for (let i = 0; i < count; i++) works.push(await gateway.design('claude'))
    const body = (i: number) => ({ system, messages: [{ role: 'user', content: `brief ${i}` }] })
    const answers = await Promise.all(works.map((work, i) => gateway.call(work, 'claude', { body: body(i) })))
    await Promise.all(answers.map((answer) => answer.text()))
    await until(() => works.every(({ runId }) => gateway.usage(runId).length === 1), 'all usages')
    return works.map(({ runId }) => ({ usage: gateway.usage(runId)[0], waits: gateway.waits(runId) }))
  }

  it('pay once for what a cache keeps', async () => {
    const gateway = await start({ env: { CLAUDE_PARALLEL: '16' }, claude: { tokenMs: 1 } })
    gateway.claude.script({ firstByteMs: 300 })
    const lanes = await race(gateway, 10)
    const read = lanes.map(({ usage }) => usage?.cachedTokens ?? 0)

    expect(read.filter((tokens) => tokens === 0)).toHaveLength(1)
    expect(read.reduce((sum, tokens) => sum + tokens, 0)).toBe(9 * 6000)
    expect(lanes.flatMap(({ waits }) => waits.map(({ reason }) => reason))).toContain('leader')
    const [leader, ...others] = gateway.claude.requests
    for (const other of others) expect(other.startedAtMs).toBeGreaterThanOrEqual(leader?.firstByteAtMs ?? 0)
  })

  it('are not held up by a leader that says nothing', async () => {
    const gateway = await start({ env: { CLAUDE_PARALLEL: '16' }, limits: { leaderMs: 200, claudeFirstByteMs: 2000 } })
    gateway.claude.script({ isHung: true })
    const lanes = await race(gateway, 3)
    expect(lanes.map(({ usage }) => usage?.cachedTokens).sort()).toEqual([0, 6000, null])
  })
})

describe('a restart', () => {
  it('ends the streams that are open, and settles them before it is over', async () => {
    const gateway = await start()
    const work = await gateway.design('claude')
    gateway.claude.script({ ends: { how: 'stall', afterFrames: 3 } })
    const reading = (await gateway.call(work, 'claude')).text()
    reading.catch(() => {})
    await gateway.app.close()

    await expect(reading).rejects.toThrow('terminated')
    expect(gateway.usage(work.runId)).toHaveLength(1)
  })
})
