import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { comfyuiFaults } from '../../../support/comfyui-server/comfyui-faults.ts'
import type { Deed, Moment } from '../../../support/comfyui-server/run-fate.ts'
import { fluxGraph } from './flux-graph.ts'
import { get, historyOf, isOverFor, listen, post, startServer, submit, viewUrl } from './wire.ts'

const mine = { client_id: 'me' }
const fate = (at: Moment, deed: Deed) => ({ run: { deeds: [{ at, deed }] } })

describe('a scripted run of a fake ComfyUI', () => {
  it('fails for want of memory, with kilobytes of inputs', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['out-of-memory'])
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), mine)
    await ear.until(isOverFor(id))

    const error = ear.heard.find(({ type }) => type === 'execution_error')
    expect(error?.data).toMatchObject({ node_type: 'KSampler', exception_type: 'torch.OutOfMemoryError' })
    expect(JSON.stringify(error?.data.current_inputs).length).toBeGreaterThan(4000)
    expect(ear.heard.slice(-3).map(({ type }) => type)).toEqual(['execution_error', 'status', 'executing'])
    const entry = await historyOf(server.url, id)
    expect(entry).toMatchObject({ outputs: {}, status: { status_str: 'error', completed: false } })
    expect(entry?.status.messages.at(-1)).toEqual(['execution_error', error?.data])
  })

  it('says success before its history can be read, and the end after it', async () => {
    await using server = await startServer()
    server.script({ run: { historyLagMs: 150 } })
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), mine)
    await ear.until(({ type }) => type === 'execution_success')
    const early = await get(server.url, `/history/${id}`)
    await ear.until(isOverFor(id))

    expect(early).toEqual({})
    expect(await historyOf(server.url, id)).toMatchObject({ status: { completed: true } })
  })

  it('ends without ever a history', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['lost-history'])
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), mine)
    await ear.until(isOverFor(id))

    expect(await get(server.url, '/history')).toEqual({})
  })

  it.each<Moment>(['queued', 'start', 'step-2'])('is forgotten without a word: %s', async (at) => {
    await using server = await startServer()
    server.script(fate(at, 'lose'))
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), mine)
    await server.settled(id)
    const next = await submit(server.url, fluxGraph({ seed: 2 }), mine)
    await ear.until(isOverFor(next))

    expect(Object.keys(await get<object>(server.url, '/history'))).toEqual([next])
    expect(ear.heard.some(isOverFor(id))).toBe(false)
  })

  it.each<Moment>(['queued', 'start', 'step-3', 'success'])('meets a restart that forgets: %s', async (at) => {
    await using server = await startServer()
    server.script(fate(at, 'restart'))
    const ear = await listen(server.url, 'me')
    const isCut = once(ear.socket, 'close')

    await submit(server.url, fluxGraph(), mine).catch(() => 'the answer was cut off as well')
    await isCut
    await server.comeUp()

    expect(server.prompts.map(({ state }) => state)).toEqual(['lost'])
    expect(await get(server.url, '/queue')).toEqual({ queue_running: [], queue_pending: [] })
    expect(await get(server.url, '/history')).toEqual({})
    const again = await submit(server.url, fluxGraph())
    expect(await server.settled(again)).toMatchObject({ state: 'success', number: 0 })
  })

  it('loses all sockets in the middle, and goes on', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['drop-socket'])
    const ear = await listen(server.url, 'me')
    const isCut = once(ear.socket, 'close')

    const id = await submit(server.url, fluxGraph(), mine)
    const [code] = await isCut

    expect(code).toBe(1006)
    expect(await server.settled(id)).toMatchObject({ state: 'success', steps: 4 })
    expect(ear.heard.filter(({ type }) => type === 'progress').length).toBeLessThanOrEqual(2)
  })

  it('goes silent while it finishes; a new socket hears the next prompt', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['silent-end'])
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), mine)
    await server.settled(id)
    const anew = await listen(server.url, 'me-2')
    const next = await submit(server.url, fluxGraph({ seed: 2 }), { client_id: 'me-2' })
    await anew.until(isOverFor(next))

    expect(ear.heard.at(-1)?.type).toBe('progress')
    expect(ear.heard.filter(({ type }) => type === 'progress')).toHaveLength(2)
    ear.socket.ping()
    await once(ear.socket, 'pong')
  })

  it('silences the server for good, for later sockets too', async () => {
    await using server = await startServer()
    server.script(fate('step-2', 'mute-for-good'))

    const id = await submit(server.url, fluxGraph(), mine)
    await server.settled(id)
    const ear = await listen(server.url, 'me')
    const next = await submit(server.url, fluxGraph({ seed: 2 }), mine)
    await server.settled(next)

    ear.socket.ping()
    await once(ear.socket, 'pong')
    expect(ear.heard.map(({ type }) => type)).toEqual(['status'])
    expect(await historyOf(server.url, next)).toMatchObject({ status: { completed: true } })
  })

  it('freezes a socket so that not even pings are answered', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['frozen-socket'])
    const ear = await listen(server.url, 'me')
    let pongs = 0
    ear.socket.on('pong', () => pongs++)

    const id = await submit(server.url, fluxGraph(), mine)
    await server.settled(id)
    ear.socket.ping()
    const other = await listen(server.url, 'other')
    other.socket.ping()
    await once(other.socket, 'pong')

    expect(pongs).toBe(0)
    expect(ear.heard.at(-1)?.type).toBe('execution_cached')
  })

  it('hears of prompts of others in between', async () => {
    await using server = await startServer()
    server.script(fate('step-2', 'foreign-events'))
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), mine)
    await ear.until(isOverFor(id))

    const foreign = ear.heard.filter(({ data }) => data.prompt_id !== undefined && data.prompt_id !== id)
    expect(foreign.map(({ type }) => type)).toEqual([
      ...['execution_start', 'progress', 'executed', 'execution_success', 'execution_error', 'execution_interrupted'],
      'executing',
    ])
    expect(ear.heard.map(({ type }) => type)).toContain('unknown_type')
    expect(ear.binary).toHaveLength(1)
  })

  it('waits for prompts of others, one of which tells everybody of its steps', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['foreign-prompts'])
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), mine)
    await ear.until(isOverFor(id))

    const history = Object.keys(await get<object>(server.url, '/history'))
    expect([history.length, history.indexOf(id)]).toEqual([3, 2])
    const foreign = ear.heard.filter(({ type, data }) => type === 'progress' && data.prompt_id !== id)
    expect(foreign).toHaveLength(4)
    expect(server.prompts).toHaveLength(1)
  })

  it('can be crowded by others while it waits', async () => {
    await using server = await startServer()
    server.script(fate('step-1', 'stall'))
    const running = await submit(server.url, fluxGraph())
    await server.when(({ steps }) => steps === 1)
    const id = await submit(server.url, fluxGraph({ seed: 2 }))

    server.crowd('somebody')
    server.crowd(null)

    const { queue_pending: pending } = await get<{ queue_pending: unknown[][] }>(server.url, '/queue')
    expect(pending.map((item) => item[1]).indexOf(id)).toBe(2)
    await post(server.url, '/interrupt', { prompt_id: running })
    expect((await server.settled(id)).state).toBe('success')
  })

  it('is stopped by somebody else', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['foreign-interrupt'])

    const id = await submit(server.url, fluxGraph(), mine)

    expect(await server.settled(id)).toMatchObject({ state: 'interrupted', steps: 1 })
  })

  it('succeeds with a file that is gone, also the next time, when all is cached', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['deleted-file'])

    for (const _ of [1, 2]) {
      const id = await submit(server.url, fluxGraph(), mine)
      await server.settled(id)
      const entry = await historyOf(server.url, id)
      expect(entry?.status.completed).toBe(true)
      expect((await fetch(viewUrl(server.url, entry!))).status).toBe(404)
    }

    const fresh = await submit(server.url, fluxGraph({ prefix: 'axoloom/run/other' }), mine)
    await server.settled(fresh)
    expect((await fetch(viewUrl(server.url, (await historyOf(server.url, fresh))!))).status).toBe(200)
  })

  it('is told with errors of another output', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults.partial)

    const response = await post(server.url, '/prompt', { prompt: fluxGraph() })

    expect([response.status, await response.json()]).toMatchObject([
      200,
      { node_errors: { 90: { class_type: 'UNETLoader', errors: [{ type: 'value_not_in_list' }] } } },
    ])
  })
})

describe('a restart from outside', () => {
  it('forgets the queue and keeps the files and the port', async () => {
    await using server = await startServer()
    const first = await submit(server.url, fluxGraph())
    await server.settled(first)
    const entry = await historyOf(server.url, first)

    await Promise.all([server.restart(), server.restart()])

    expect(await historyOf(server.url, first)).toBeUndefined()
    expect((await fetch(viewUrl(server.url, entry!))).status).toBe(200)
    const second = await submit(server.url, fluxGraph())
    await server.settled(second)
    expect(server.files.list().map(({ filename }) => filename)).toEqual(['lane_00001_.png', 'lane_00002_.png'])
  })

  it('can take its time', async () => {
    await using server = await startServer()

    await server.goDown()
    await expect(fetch(`${server.url}/queue`)).rejects.toThrow()
    await server.comeUp()

    expect((await fetch(`${server.url}/queue`)).status).toBe(200)
  })
})
