import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { RenderDetached } from '../../../../api/gateway/comfyui/render-picture.ts'
import type { Generation } from '../../../support/comfyui-server/generation.ts'
import { until } from '../../../support/test-store.ts'
import { fakeServer, occupy, openStudio } from './studio.ts'

const generations: readonly Generation[] = ['0.3.64', '0.38']

describe.each(generations)('a render on %s', (generation) => {
  it('ends with the picture of its prompt, with steps and previews on the way', async () => {
    const server = await fakeServer({ generation, hasPreviews: true, stepMs: 30 })
    const order = openStudio([server]).order({ seed: Number.MAX_SAFE_INTEGER })
    const { width, height, format } = await sharp(await order.picture).metadata()

    expect([width, height, format]).toEqual([256, 256, 'png'])
    expect(order.steps).toEqual(expect.arrayContaining(['1/4', '2/4', '3/4', '4/4']))
    expect(order.previews.length).toBeGreaterThan(0)
    expect((await sharp(order.previews[0]).metadata()).format).toBe('jpeg')
    expect(order.handles).toEqual([{ server: server.url, promptId: server.prompts[0]?.id, submission: 1 }])
    expect(server.prompts[0]?.graph['16']?.inputs.seed).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('works with one checkpoint as well', async () => {
    const server = await fakeServer({ generation })
    const order = openStudio([server], { layout: 'checkpoint' }).order()

    expect((await sharp(await order.picture).metadata()).format).toBe('png')
    expect(server.prompts[0]?.graph['10']?.class_type).toBe('CheckpointLoaderSimple')
  })

  it('posts after its socket is open, with an id of its own, and after the handle is kept', async () => {
    const server = await fakeServer({ generation })
    const order = openStudio([server]).order()
    await order.picture
    const kinds = server.requests.map(({ method, path }) => `${method} ${path}`)
    const posted = server.requests.find(({ method, path }) => method === 'POST' && path === '/prompt')

    expect(kinds.indexOf('GET /ws')).toBeLessThan(kinds.indexOf('POST /prompt'))
    expect(posted?.json).toMatchObject({
      prompt_id: order.handles[0]?.promptId,
      client_id: server.prompts[0]?.clientId,
    })
    expect(posted?.json).not.toHaveProperty('number')
  })

  it('gets its own file for the same picture a second time', async () => {
    const server = await fakeServer({ generation })
    const studio = openStudio([server])
    await studio.order().picture
    const [first] = server.files.list()
    if (first !== undefined) server.files.remove(first)

    expect((await sharp(await studio.order().picture).metadata()).format).toBe('png')
    expect(server.prompts).toHaveLength(2)
  })

  it('goes on after the server has forgotten it, with a new id', async () => {
    const server = await fakeServer({ generation })
    server.script({ run: { deeds: [{ at: 'step-2', deed: 'restart' }] } })
    const order = openStudio([server]).order()
    await order.picture

    expect(order.handles.map(({ submission }) => submission)).toEqual([1, 2])
    expect(server.prompts.map(({ state }) => state)).toEqual(['lost', 'success'])
  })

  it('is given up when it was lost three times', async () => {
    const server = await fakeServer({ generation })
    server.script({ run: { deeds: [{ at: 'start', deed: 'lose' }] }, times: 9 })
    const order = openStudio([server]).order()

    await expect(order.picture).rejects.toMatchObject({ reason: 'render-failed', isRetryable: true })
    expect(server.prompts).toHaveLength(3)
  })

  it('is cancelled while it runs', async () => {
    const server = await fakeServer({ generation })
    server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const order = openStudio([server]).order()
    await until(() => server.prompts[0]?.steps === 1, 'its first step')
    order.stop(new Error('cancelled'))

    await expect(order.picture).rejects.toThrow('cancelled')
    expect(server.prompts.map(({ state }) => state)).toEqual(['interrupted'])
  })

  it('is cancelled while it waits behind somebody else, who goes on', async () => {
    const server = await fakeServer({ generation })
    const other = await occupy(server)
    const order = openStudio([server]).order()
    await server.when(({ id }) => id !== other)
    await until(() => order.places.includes(1), 'the place to be told')
    order.stop(new Error('cancelled'))

    await expect(order.picture).rejects.toThrow('cancelled')
    expect(server.prompts.map(({ state }) => state)).toEqual(['running', 'deleted'])
    expect(server.requests.filter(({ path, json }) => path === '/interrupt' && json === undefined)).toEqual([])
  })

  it('is left alone when only we stop, and found again', async () => {
    const server = await fakeServer({ generation })
    server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const studio = openStudio([server])
    const order = studio.order()
    await until(() => server.prompts[0]?.steps === 1, 'its first step')
    order.stop(new RenderDetached())
    await expect(order.picture).rejects.toBeInstanceOf(RenderDetached)
    expect(server.prompts.map(({ state }) => state)).toEqual(['running'])
    const [resume] = order.handles
    const again = studio.order({ ...(resume !== undefined && { resume }) })
    await until(() => again.places.includes(null), 'it to be found running')
    again.stop(new Error('cancelled'))

    await expect(again.picture).rejects.toThrow('cancelled')
    expect(server.prompts.map(({ state }) => state)).toEqual(['interrupted'])
  })
})
