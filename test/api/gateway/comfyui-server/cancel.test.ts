import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { FakeComfyui } from '../../../support/comfyui-server/comfyui-server.ts'
import type { Generation } from '../../../support/comfyui-server/generation.ts'
import type { RunFate } from '../../../support/comfyui-server/run-fate.ts'
import { fluxGraph } from './flux-graph.ts'
import { get, historyOf, isOverFor, listen, post, startServer, submit } from './wire.ts'

const generations: readonly Generation[] = ['0.3.64', '0.38']

/** A prompt that has taken two steps and goes no further. */
async function stalled(server: FakeComfyui, fate: RunFate = {}): Promise<string> {
  server.script({ run: { ...fate, deeds: [{ at: 'step-2', deed: 'stall' }] } })
  const id = await submit(server.url, fluxGraph({ steps: 6 }), { client_id: 'me' })
  await server.when((record) => record.id === id && record.steps === 2)
  return id
}

describe.each(generations)('cancelling on %s', (generation) => {
  it('takes a pending prompt out of the queue with a status and nothing else', async () => {
    await using server = await startServer({ generation })
    const ear = await listen(server.url, 'me')
    await stalled(server)
    const pending = await submit(server.url, fluxGraph({ seed: 2 }), { client_id: 'me' })
    const before = await get<Queue>(server.url, '/queue')

    expect((await post(server.url, '/queue', { delete: [pending, 'nothing'] })).status).toBe(200)
    await ear.until(({ data }) => data.status !== undefined && ear.heard.at(-1)?.data === data)

    expect(before.queue_pending.map(([, id]) => id)).toEqual([pending])
    expect(await get<Queue>(server.url, '/queue')).toMatchObject({ queue_pending: [] })
    expect(await historyOf(server.url, pending)).toBeUndefined()
    expect(ear.heard.filter(({ data }) => data.prompt_id === pending)).toEqual([])
    expect(server.prompts.find(({ id }) => id === pending)?.state).toBe('deleted')
  })

  it('interrupts the running prompt, which is told and kept as interrupted', async () => {
    await using server = await startServer({ generation })
    const ear = await listen(server.url, 'me')
    const id = await stalled(server)

    expect((await post(server.url, '/interrupt', { prompt_id: id })).status).toBe(200)
    await ear.until(isOverFor(id))

    const told = ear.heard.slice(-3).map(({ type }) => type)
    expect(told).toEqual(['execution_interrupted', 'status', 'executing'])
    const { status } = (await historyOf(server.url, id))!
    expect(status).toMatchObject({ status_str: 'error', completed: false })
    expect(status.messages.at(-1)).toEqual([
      'execution_interrupted',
      {
        ...{ prompt_id: id, node_id: '16', node_type: 'KSampler' },
        ...{ executed: ['10', '11', '13', '14', '15'], timestamp: expect.any(Number) },
      },
    ])
  })

  it('does nothing for an id that does not run, and nothing while nothing runs', async () => {
    await using server = await startServer({ generation })
    expect((await post(server.url, '/interrupt', '')).status).toBe(200)
    const id = await stalled(server)

    expect((await post(server.url, '/interrupt', { prompt_id: randomUUID() })).status).toBe(200)
    expect(server.prompts.map(({ state }) => state)).toEqual(['running'])

    await post(server.url, '/interrupt', {})
    expect(await server.settled(id)).toMatchObject({ state: 'interrupted', steps: 2 })
  })

  it('interrupts so many steps late, or too late', async () => {
    await using server = await startServer({ generation })

    const late = await stalled(server, { interruptLagSteps: 2 })
    await post(server.url, '/interrupt', { prompt_id: late })
    const tooLate = await stalled(server, { interruptLagSteps: 100 })
    await post(server.url, '/interrupt', { prompt_id: tooLate })

    expect(await server.settled(late)).toMatchObject({ state: 'interrupted', steps: 3 })
    expect(await server.settled(tooLate)).toMatchObject({ state: 'success', steps: 6 })
  })

  it('clears the queue and the history on demand', async () => {
    await using server = await startServer({ generation })
    const id = await stalled(server)
    await submit(server.url, fluxGraph({ seed: 2 }))

    expect((await post(server.url, '/queue', '')).status).toBe(500)
    await post(server.url, '/queue', { clear: true })
    expect(await get(server.url, '/prompt')).toEqual({ exec_info: { queue_remaining: 1 } })
    await post(server.url, '/interrupt', {})
    await server.settled(id)
    await post(server.url, '/history', { delete: [id] })

    expect(await get(server.url, '/history')).toEqual({})
  })
})

interface Queue {
  readonly queue_running: readonly (readonly unknown[])[]
  readonly queue_pending: readonly (readonly unknown[])[]
}

describe('the jobs of today’s server', () => {
  it('tell of prompts in every state', async () => {
    await using server = await startServer()
    server.script({ run: {} }, { run: { deeds: [{ at: 'start', deed: 'out-of-memory' }] } })
    const done = await submit(server.url, fluxGraph({ seed: 1 }))
    const failed = await submit(server.url, fluxGraph({ seed: 2 }))
    const running = await stalled(server)
    const pending = await submit(server.url, fluxGraph({ seed: 4 }))

    const { jobs, pagination } = await get<Jobs>(server.url, '/api/jobs?limit=3')

    expect(pagination).toEqual({ offset: 0, limit: 3, total: 4, has_more: true })
    expect(jobs).toHaveLength(3)
    const all = await get<Jobs>(server.url, '/api/jobs?status=completed,failed,in_progress,pending')
    expect(Object.fromEntries(all.jobs.map(({ id, status }) => [id, status]))).toEqual({
      ...{ [done]: 'completed', [failed]: 'failed', [running]: 'in_progress', [pending]: 'pending' },
    })
    expect(await get(server.url, `/api/jobs/${done}`)).toMatchObject({
      ...{ outputs_count: 1, preview_output: { filename: 'lane_00001_.png', nodeId: '18' } },
      execution_status: { completed: true },
    })
    expect(await get(server.url, `/api/jobs/${failed}`)).toMatchObject({
      execution_error: { exception_type: 'torch.OutOfMemoryError' },
    })
  })

  it('are cancelled pending or running, once and again', async () => {
    await using server = await startServer()
    const running = await stalled(server)
    const pending = await submit(server.url, fluxGraph({ seed: 4 }))
    const cancel = async (id: string) => (await post(server.url, `/api/jobs/${id}/cancel`, '')).json()

    expect(await cancel(pending)).toEqual({ cancelled: true })
    expect(await cancel(running)).toEqual({ cancelled: true })
    await server.settled(running)
    expect(await cancel(running)).toEqual({ cancelled: false })

    expect(await get(server.url, `/api/jobs/${running}`)).toMatchObject({ status: 'cancelled' })
    const bad = await post(server.url, '/api/jobs/cancel', { job_ids: ['abc'] })
    expect([bad.status, await bad.json()]).toEqual([400, { error: expect.any(String), invalid_ids: ['abc'] }])
    const unknown = await fetch(`${server.url}/api/jobs/${randomUUID()}`)
    expect([unknown.status, await unknown.json()]).toEqual([404, { error: 'Job not found' }])
  })

  it('refuse what they do not know', async () => {
    await using server = await startServer()
    for (const query of ['status=lost', 'sort_by=id', 'sort_order=up', 'limit=x']) {
      expect((await fetch(`${server.url}/api/jobs?${query}`)).status).toBe(400)
    }
  })
})

interface Jobs {
  readonly jobs: readonly { readonly id: string; readonly status: string }[]
  readonly pagination: object
}
