import { describe, expect, it } from 'vitest'
import { json } from '../../../support/comfyui-server/answer.ts'
import { fluxModels } from '../../../support/comfyui-server/models.ts'
import { until } from '../../../support/test-store.ts'
import { fakeServer, files, occupy, openStudio } from './studio.ts'

const posts = (server: { requests: readonly { method: string; path: string }[] }) =>
  server.requests.filter(({ method, path }) => method === 'POST' && path === '/prompt').length

describe('several servers', () => {
  it('render at the same time, one picture each; the next one waits in line', async () => {
    const servers = [await fakeServer(), await fakeServer()]
    for (const server of servers) server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const studio = openStudio(servers)
    const orders = [1, 2, 3].map((seed) => studio.order({ seed, runId: `run-${seed}` }))
    await until(() => servers.every(({ prompts }) => prompts[0]?.steps === 1), 'both to be at work')

    expect(servers.map(({ prompts }) => prompts.length)).toEqual([1, 1])
    await until(() => orders[2]?.places.at(-1) === 1, 'the third to wait')
    orders[0]?.stop()
    await orders[2]?.picture
    expect(servers.flatMap(({ prompts }) => prompts.map(({ state }) => state)).toSorted()).toEqual([
      'interrupted',
      'running',
      'success',
    ])
  })

  it('are chosen by how much they have to do, also for others', async () => {
    const busy = await fakeServer()
    const idle = await fakeServer()
    await occupy(busy)
    await openStudio([busy, idle]).order().picture

    expect([posts(busy), posts(idle)]).toEqual([1, 1])
    expect(idle.prompts.map(({ state }) => state)).toEqual(['success'])
  })

  it('are passed over while they are away, and tried again', async () => {
    const away = await fakeServer()
    const well = await fakeServer()
    await away.goDown()
    const studio = openStudio([away, well])
    await Promise.all([1, 2, 3].map((seed) => studio.order({ seed }).picture))
    expect(well.prompts).toHaveLength(3)
    await away.comeUp()
    await well.goDown()
    studio.skip(10_000)
    await studio.order({ seed: 4 }).picture

    expect(away.prompts).toHaveLength(1)
  })

  it('take over what one of them takes with it', async () => {
    const dying = await fakeServer()
    const well = await fakeServer()
    dying.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    await occupy(well)
    const order = openStudio([dying, well], { timings: { unreachableMs: 300, answerMs: 300 } }).order()
    await until(() => dying.prompts[0]?.steps === 1, 'its first step')
    await dying.goDown()
    await fetch(`${well.url}/interrupt`, { method: 'POST', body: JSON.stringify({ prompt_id: well.prompts[0]?.id }) })
    await order.picture

    expect(order.handles.map(({ server }) => server)).toEqual([dying.url, well.url])
  })

  it('that are all away are said to be, after a while', async () => {
    const server = await fakeServer()
    await server.goDown()
    const order = openStudio([server], { timings: { unreachableMs: 200 } }).order()

    await expect(order.picture).rejects.toMatchObject({ reason: 'model-unavailable', isRetryable: true })
    await expect(order.picture).rejects.toThrow('No ComfyUI server takes a render.')
  })
})

describe('a server that lacks something', () => {
  it('is told before anything is queued, with every file that is missing', async () => {
    const server = await fakeServer({ models: { ...fluxModels, vae: [], diffusion_models: ['other.safetensors'] } })
    const order = openStudio([server]).order()

    await expect(order.picture).rejects.toMatchObject({
      reason: 'model-unavailable',
      isRetryable: false,
      message: `ComfyUI at ${new URL(server.url).host} lacks models/diffusion_models/flux1-schnell.safetensors (COMFYUI_UNET), models/vae/ae.safetensors (COMFYUI_VAE).`,
    })
    expect(posts(server)).toBe(0)
  })

  it('is told with the whole folder, and with a node', async () => {
    const { checkpoints: _, ...models } = fluxModels
    const server = await fakeServer({ models })
    server.script({ on: 'GET /object_info/{class}', fault: { answer: json({}) } })
    const order = openStudio([server], { layout: 'checkpoint' }).order()

    await expect(order.picture).rejects.toThrow(/flux1-schnell-fp8\.safetensors \(COMFYUI_CHECKPOINT\), the node Check/)
    expect(posts(server)).toBe(0)
  })

  it('is passed over for one that has all', async () => {
    const lacking = await fakeServer({ models: { ...fluxModels, vae: [] } })
    const whole = await fakeServer()
    await openStudio([lacking, whole]).order().picture

    expect([posts(lacking), posts(whole)]).toEqual([0, 1])
  })

  it('is asked for the files of the settings', async () => {
    const models = { ...fluxModels, diffusion_models: ['flux/schnell-q4.safetensors'] }
    const server = await fakeServer({ models })
    await openStudio([server], { files: { ...files, unet: 'flux/schnell-q4.safetensors' } }).order().picture

    expect(server.prompts[0]?.graph['10']?.inputs.unet_name).toBe('flux/schnell-q4.safetensors')
  })
})

describe('a server behind a proxy', () => {
  it('is reached below a path, with name and password in a header and in no text', async () => {
    const server = await fakeServer({ prefix: '/gpu-1' })
    const url = server.url.replace('http://', 'http://ana:s%40fe@')
    const order = openStudio([`${url}/`]).order()
    await order.picture
    const expected = `Basic ${Buffer.from('ana:s@fe').toString('base64')}`

    expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([expected]))
    expect(server.requests.map(({ path }) => path)).toContain('/ws')
    await server.goDown()
    const failed = openStudio([url], { timings: { unreachableMs: 50 } }).order()
    await expect(failed.picture).rejects.not.toThrow('s@fe')
    await expect(failed.picture).rejects.not.toThrow('s%40fe')
  })
})
