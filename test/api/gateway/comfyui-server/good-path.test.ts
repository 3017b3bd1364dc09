import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Generation } from '../../../support/comfyui-server/generation.ts'
import { readTexts } from '../../../support/comfyui-server/png.ts'
import { checkpointGraph, fluxGraph } from './flux-graph.ts'
import { type Ear, get, historyOf, isOverFor, listen, startServer, submit, viewUrl } from './wire.ts'

const generations: readonly Generation[] = ['0.3.64', '0.38']

/** Types in order; progress states are left out: they come with each change. */
const order = ({ heard }: Ear) =>
  heard
    .filter(({ type }) => type !== 'progress_state')
    .map(({ type, data }) => (type === 'executing' ? `executing ${data.node}` : type))

describe.each(generations)('a fake ComfyUI %s', (generation) => {
  it('runs the Flux graph with the events in the order of the server', async () => {
    await using server = await startServer({ generation })
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), { client_id: 'me' })
    await ear.until(isOverFor(id))

    expect(order(ear)).toEqual([
      ...['status', 'status', 'status', 'execution_start', 'execution_cached'],
      ...['10', '11', '13', '14', '15', '16'].map((node) => `executing ${node}`),
      ...['progress', 'progress', 'progress', 'progress'],
      ...['executing 12', 'executing 17', 'executing 18', 'executed', 'execution_success', 'status', 'executing null'],
    ])
  })

  it('tells a fully cached run in five events and with the old file', async () => {
    await using server = await startServer({ generation })
    const first = await submit(server.url, fluxGraph())
    await server.settled(first)
    const ear = await listen(server.url, 'me')

    const again = await submit(server.url, fluxGraph(), { client_id: 'me' })
    await ear.until(isOverFor(again))

    expect(order(ear).filter((type) => type !== 'status')).toEqual([
      ...['execution_start', 'execution_cached', 'executed', 'execution_success', 'executing null'],
    ])
    const cached = ear.heard.find(({ type }) => type === 'execution_cached')
    expect(cached?.data.nodes).toHaveLength(9)
    const [old, repeated] = await Promise.all([first, again].map((id) => historyOf(server.url, id)))
    expect(repeated?.outputs).toEqual(old?.outputs)
  })

  it('keeps a history entry from which all can be rebuilt', async () => {
    await using server = await startServer({ generation })
    const id = await submit(server.url, fluxGraph(), { client_id: 'me', extra_data: { extra_pnginfo: { a: 1 } } })
    await server.settled(id)

    const entry = await historyOf(server.url, id)

    const { prompt: _prompt, ...rest } = entry ?? {}
    const stamped = { prompt_id: id, timestamp: expect.any(Number) }
    expect(rest).toEqual({
      outputs: { 18: { images: [{ filename: 'lane_00001_.png', subfolder: 'axoloom/run', type: 'output' }] } },
      status: {
        status_str: 'success',
        completed: true,
        messages: [
          ['execution_start', stamped],
          ['execution_cached', { ...stamped, nodes: [] }],
          ['execution_success', stamped],
        ],
      },
      meta: { 18: { node_id: '18', display_node: '18', parent_node: null, real_node_id: '18' } },
    })
    expect(entry?.prompt.slice(0, 3)).toEqual([0, id, fluxGraph()])
    expect(entry?.prompt[4]).toEqual(['18'])
  })

  it('shows a real picture of the asked size with the graph inside', async () => {
    await using server = await startServer({ generation })
    const graph = fluxGraph({ text: 'ein Axolotl für dich', width: 80, height: 32 })
    const id = await submit(server.url, graph, { extra_data: { extra_pnginfo: { axoloom: { lane: 1 } } } })
    await server.settled(id)
    const entry = await historyOf(server.url, id)

    const response = await fetch(viewUrl(server.url, entry!))

    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('content-disposition')).toBe('filename="lane_00001_.png"')
    const png = Buffer.from(await response.arrayBuffer())
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 80, height: 32, channels: 3 })
    expect(JSON.parse(readTexts(png).get('prompt') ?? '')).toEqual(graph)
    expect(readTexts(png).get('axoloom')).toBe('{"lane":1}')
  })

  it('takes the graph of one checkpoint, behind a prefix and below /api', async () => {
    await using server = await startServer({ generation, prefix: '/gpu-1' })
    const ear = await listen(`${server.url}/api`, 'me')

    const id = await submit(`${server.url}/api`, checkpointGraph(), { client_id: 'me' })
    await ear.until(isOverFor(id))

    expect(await historyOf(`${server.url}/api`, id)).toMatchObject({ status: { completed: true } })
    const outside = await fetch(new URL('/queue', server.url))
    expect(outside.status).toBe(404)
  })
})

describe('pictures', () => {
  it('differ by prompt text and by seed, and each gets a file of its own', async () => {
    await using server = await startServer()
    const wishes = [{ seed: 1 }, { seed: 2 }, { seed: 1, text: 'a blue axolotl' }]

    const ids = await Promise.all(wishes.map((wish) => submit(server.url, fluxGraph(wish))))
    for (const id of ids) await server.settled(id)

    const pixels = await Promise.all(
      ids.map(async (id) => {
        const response = await fetch(viewUrl(server.url, (await historyOf(server.url, id))!))
        return (
          await sharp(await response.arrayBuffer())
            .raw()
            .toBuffer()
        ).toString('base64')
      }),
    )
    expect(new Set(pixels).size).toBe(3)
    expect(server.files.list().map(({ filename }) => filename)).toEqual([
      ...['lane_00001_.png', 'lane_00002_.png', 'lane_00003_.png'],
    ])
  })
})

describe('a model', () => {
  it('is loaded once, and the steps take their time', async () => {
    await using server = await startServer({ loadMs: 120, stepMs: 20, steps: 2 })
    const begin = performance.now()
    await server.settled(await submit(server.url, fluxGraph({ seed: 1 })))
    const firstMs = performance.now() - begin
    const second = await submit(server.url, fluxGraph({ seed: 2 }))
    await server.settled(second)

    expect(firstMs).toBeGreaterThan(155)
    const messages = (await historyOf(server.url, second))?.status.messages
    expect(messages?.find(([type]) => type === 'execution_cached')?.[1].nodes).toContain('10')
    expect(server.prompts.map(({ steps }) => steps)).toEqual([2, 2])
  })
})

describe('facts of the server', () => {
  it('are told as the generations tell them', async () => {
    await using old = await startServer({ generation: '0.3.64' })
    await using today = await startServer()

    expect(await get(old.url, '/system_stats')).toMatchObject({ system: { comfyui_version: '0.3.64', os: 'posix' } })
    expect(await get(today.url, '/system_stats')).toMatchObject({ system: { comfyui_version: '0.38.1', os: 'linux' } })
    expect(await get(today.url, '/models/vae')).toEqual(['ae.safetensors'])
    expect((await fetch(`${today.url}/models/nothing`)).status).toBe(404)
    expect(await get(today.url, '/object_info/Nothing')).toEqual({})
    expect(await get(today.url, '/object_info/SaveImage')).toMatchObject({ SaveImage: { output_node: true } })
    expect(await get(today.url, '/features')).toMatchObject({ supports_preview_metadata: true })
    expect((await fetch(`${old.url}/api/jobs`)).status).toBe(404)
    expect((await fetch(`${today.url}/jobs`)).status).toBe(404)
    expect(await get(today.url, '/api/jobs')).toMatchObject({ jobs: [], pagination: { total: 0, has_more: false } })
  })
})
