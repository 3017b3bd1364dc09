import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readPngText } from '../../../api/gateway/png-text.ts'
import type { RunEvent } from '../../../contract/event.ts'
import { picturePrompt } from '../../../contract/picture-prompt.ts'
import { sampleDesign } from '../../support/sample-design.ts'
import { asOwner, until } from '../../support/test-store.ts'
import { fakeServer, occupy } from './comfyui/studio.ts'
import { linesOf, startRenderGateway } from './render-gateway.ts'

const brief = 'an axolotl who füttert アホロートル'

const idOf = (event: RunEvent | undefined) => (event?.type === 'artifact' ? event.data.id : 'none')

describe('a render', () => {
  it('ends with one stored picture, told with its steps, and one charge', async () => {
    const server = await fakeServer({ stepMs: 30 })
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work({ brief })
    const lines = await gateway.render(worker)
    const [artifact] = gateway
      .events(worker.runId, 'artifact')
      .filter(({ data }) => 'kind' in data && data.kind === 'render')
    const usage = gateway.events(worker.runId, 'usage')

    expect(lines.at(-1)).toMatchObject({ type: 'done', artifact: { id: idOf(artifact) } })
    expect(lines.filter(({ type }) => type === 'progress').at(-1)).toEqual({ type: 'progress', value: 4, max: 4 })
    expect(artifact?.data).toMatchObject({ kind: 'render', step: 'render', width: 256, height: 256 })
    expect(gateway.events(worker.runId, 'image-progress').at(-1)?.data).toMatchObject({ value: 4, max: 4 })
    expect(usage.map(({ data }) => data)).toMatchObject([
      { call: 'render-1-a', provider: 'comfyui', model: 'flux1-schnell.safetensors', costUsd: 0, inputTokens: null },
    ])
  })

  it('gives the server our own words for the design, and nobody else’s', async () => {
    const server = await fakeServer()
    const gateway = await startRenderGateway([server])
    const design = { ...sampleDesign, name: 'ignore all nodes', story: '{"class_type": "ShellNode"}' }
    await gateway.render(await gateway.work({ brief: 'run this workflow' }), { design })
    const sent = JSON.stringify(server.prompts[0]?.graph)

    expect(server.prompts[0]?.graph['13']?.inputs.text).toBe(picturePrompt(sampleDesign))
    for (const word of ['ignore all nodes', 'ShellNode', 'run this workflow']) expect(sent).not.toContain(word)
  })

  it('says inside the picture where it came from', async () => {
    const gateway = await startRenderGateway([await fakeServer()])
    const parentWorker = await gateway.work({ brief: 'the parent' })
    const parents = [{ run: parentWorker.runId, variation: 0 }]
    await gateway.testStore.store.attempts.finish(parentWorker.attemptId, {
      outcome: 'succeeded',
      design: sampleDesign,
      lines: 0,
    })
    await gateway.testStore.store.attempts.end(parentWorker.attemptId, { exit: 0 }, true)
    const worker = await gateway.work({ brief, parents })
    const done = (await gateway.render(worker)).at(-1)
    const bytes = await gateway.picture(done?.type === 'done' ? done.artifact.id : '')
    const texts = Object.fromEntries(readPngText(bytes))

    expect(texts).toMatchObject({
      'axoloom:brief': brief,
      'axoloom:seed': '7',
      'axoloom:model': 'flux1-schnell.safetensors',
      'axoloom:run': worker.runId,
    })
    expect(JSON.parse(texts['axoloom:design'] ?? '')).toEqual(sampleDesign)
    expect(JSON.parse(texts['axoloom:parents'] ?? '')).toMatchObject(parents)
    // the server writes its graph into what it makes: re-encoding drops it
    expect(bytes.includes('KSampler')).toBe(false)
    expect((await sharp(bytes, { failOn: 'warning' }).stats()).channels).toHaveLength(3)
  })

  it('stores a few previews as PNG', async () => {
    const server = await fakeServer({ stepMs: 60 })
    const gateway = await startRenderGateway([server], { previewMs: 100 })
    const worker = await gateway.work()
    const lines = await gateway.render(worker)
    const kinds = gateway.events(worker.runId, 'artifact').map(({ data }) => ('kind' in data ? data.kind : ''))

    expect(lines.some(({ type }) => type === 'preview')).toBe(true)
    expect(kinds.at(-1)).toBe('render')
    expect(kinds.filter((kind) => kind === 'preview').length).toBeGreaterThan(0)
    expect(kinds.filter((kind) => kind === 'preview').length).toBeLessThan(4)
  })

  it('is joined under the same call id, also by two, and told again when it is over', async () => {
    const server = await fakeServer({ stepMs: 50 })
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work()
    const both = await Promise.all([gateway.render(worker), gateway.render(worker)])
    const late = await gateway.render(worker)
    const ends = [...both, late].map((lines) => lines.at(-1))

    expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1)
    expect(ends[0]?.type).toBe('done')
    expect(server.prompts).toHaveLength(1)
    expect(gateway.events(worker.runId, 'usage')).toHaveLength(1)
  })

  it('shows its place in line, and runs take turns', async () => {
    const server = await fakeServer()
    await occupy(server)
    const gateway = await startRenderGateway([server])
    const [first, second] = [await gateway.work(), await gateway.work()]
    const answers = [gateway.render(first)]
    await server.asked('POST', '/prompt', 2)
    answers.push(gateway.render(second))
    const waits = (runId: string) => gateway.events(runId, 'attempt-wait').map(({ data }) => data)
    await until(() => waits(first.runId).length > 0 && waits(second.runId).length > 0, 'both to wait')
    expect(waits(second.runId)[0]).toMatchObject({ reason: 'render-queue', position: 1 })
    const id = server.prompts[0]?.id
    await fetch(`${server.url}/interrupt`, { method: 'POST', body: JSON.stringify({ prompt_id: id }) })

    for (const lines of await Promise.all(answers)) expect(lines.at(-1)?.type).toBe('done')
    await until(() => JSON.stringify(waits(second.runId).at(-1))?.includes('"reason":null'), 'the wait to end')
    expect(server.prompts.map(({ state }) => state)).toEqual(['interrupted', 'success', 'success'])
  })

  it('is interrupted at once when its attempt is cancelled', async () => {
    const server = await fakeServer()
    server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work()
    const answer = gateway.render(worker)
    await until(() => server.prompts[0]?.steps === 1, 'its first step')
    await gateway.testStore.store.runs.cancelRun(worker.runId, asOwner)

    expect((await answer).at(-1)).toMatchObject({ type: 'failed', isRetryable: false })
    expect(server.prompts.map(({ state }) => state)).toEqual(['interrupted'])
    expect(gateway.events(worker.runId, 'usage')).toHaveLength(1)
  })

  it('goes on while its agent is away, and is cancelled when it stays away', async () => {
    const server = await fakeServer()
    server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const gateway = await startRenderGateway([server], { orphanMs: 400 })
    const worker = await gateway.work()
    const agent = new AbortController()
    await gateway.ask(worker, {}, agent.signal)
    await until(() => server.prompts[0]?.steps === 1, 'its first step')
    agent.abort()
    await server.settled(server.prompts[0]?.id ?? '')

    expect(server.prompts.map(({ state }) => state)).toEqual(['interrupted'])
    await until(() => gateway.events(worker.runId, 'usage').length === 1, 'the charge')
  })
})

describe('a restart of the API', () => {
  it('in the middle of a render loses nothing: one prompt, one picture, one charge', async () => {
    const server = await fakeServer({ stepMs: 150 })
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work()
    const cut = gateway.ask(worker).then((answer) => answer.text().catch(() => ''))
    await until(() => server.prompts[0]?.steps === 1, 'its first step')
    await gateway.restart()
    const before = linesOf(await cut)
    const lines = await gateway.render(worker)

    expect(before.some(({ type }) => type === 'done' || type === 'failed')).toBe(false)
    expect(lines.at(-1)?.type).toBe('done')
    expect(server.prompts.map(({ state }) => state)).toEqual(['success'])
    expect(gateway.events(worker.runId, 'usage')).toHaveLength(1)
  })

  it('after a render gives the same picture again', async () => {
    const server = await fakeServer()
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work()
    const first = (await gateway.render(worker)).at(-1)
    await gateway.restart()
    await server.restart()

    expect((await gateway.render(worker)).at(-1)).toEqual(first)
    expect(server.prompts).toHaveLength(1)
  })

  it('between the picture and its charge gives that picture, and one charge', async () => {
    const server = await fakeServer()
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work()
    const first = (await gateway.render(worker)).at(-1)
    const { edit } = gateway.testStore
    edit('DELETE FROM command_keys WHERE key LIKE ?', 'usage:%')
    edit("UPDATE calls SET state = 'open', settledAt = NULL")
    await gateway.restart()
    await server.restart()

    expect((await gateway.render(worker)).at(-1)).toEqual(first)
    expect(server.prompts).toHaveLength(1)
    expect(
      gateway.events(worker.runId, 'artifact').filter(({ data }) => 'kind' in data && data.kind === 'render'),
    ).toHaveLength(1)
    expect(gateway.testStore.store.calls.open()).toEqual([])
  })

  it('after a render was lost with its server queues it again, under the next id', async () => {
    const server = await fakeServer()
    server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work()
    const agent = new AbortController()
    await gateway.ask(worker, {}, agent.signal)
    await until(() => server.prompts[0]?.steps === 1, 'its first step')
    agent.abort()
    await gateway.restart()
    await server.restart()

    expect((await gateway.render(worker)).at(-1)?.type).toBe('done')
    expect(server.prompts.map(({ state }) => state)).toEqual(['lost', 'success'])
    expect(gateway.events(worker.runId, 'usage')).toHaveLength(1)
  })

  it('takes renders out of the server that nobody comes back for', async () => {
    const server = await fakeServer()
    server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const gateway = await startRenderGateway([server], { orphanMs: 300 })
    const worker = await gateway.work()
    const agent = new AbortController()
    await gateway.ask(worker, {}, agent.signal)
    await until(() => server.prompts[0]?.steps === 1, 'its first step')
    agent.abort()
    await gateway.restart()
    await server.settled(server.prompts[0]?.id ?? '')

    await until(() => gateway.events(worker.runId, 'usage').length === 1, 'the charge')
    expect(server.prompts.map(({ state }) => state)).toEqual(['interrupted'])
  })
})

describe('a render is refused', () => {
  it('without a token, for another request under a known id, and beside another render', async () => {
    const server = await fakeServer()
    server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work()
    expect((await gateway.ask({ ...worker, token: 'axr_forged' })).status).toBe(401)
    const agent = new AbortController()
    await gateway.ask(worker, {}, agent.signal)

    expect((await gateway.ask(worker, { seed: 8 })).status).toBe(409)
    const beside = await gateway.ask(worker, { call: 'render-2-b', pass: 2 })
    expect([beside.status, beside.headers.get('retry-after')]).toEqual([429, '1'])
    agent.abort()
  })

  it('for a pass that has its picture', async () => {
    const gateway = await startRenderGateway([await fakeServer()])
    const worker = await gateway.work()
    await gateway.render(worker)

    expect((await gateway.ask(worker, { call: 'another' })).status).toBe(409)
  })

  const faults: readonly [what: string, more: object][] = [
    ['a call id with a path', { call: '../x' }],
    ['a size that is no multiple of 16', { size: 1000 }],
    ['a huge size', { size: 100_000 }],
    ['a seed beyond 2^53 - 1', { seed: 2 ** 53 }],
    ['a workflow', { workflow: { '1': { class_type: 'ShellNode' } } }],
    ['a design that is none', { design: { ...sampleDesign, morph: 'dragon' } }],
  ]

  it('with what is no request for a picture, before any server is asked', async () => {
    const server = await fakeServer()
    const gateway = await startRenderGateway([server])
    const worker = await gateway.work()
    for (const [what, more] of faults) {
      expect([what, (await gateway.ask(worker, more)).status]).toEqual([what, 400])
    }
    expect(server.requests).toEqual([])
  })
})

describe('a stop of the API', () => {
  it('does not wait for a server that hangs', async () => {
    const server = await fakeServer()
    server.script({ on: 'POST /prompt', fault: { isHung: true } })
    const gateway = await startRenderGateway([server], { postMs: 60_000 })
    const worker = await gateway.work()
    const cut = gateway.ask(worker).then((answer) => answer.text().catch(() => ''))
    await server.asked('POST', '/prompt')
    await gateway.restart()
    await cut

    expect((await gateway.render(worker)).at(-1)?.type).toBe('done')
    expect(server.prompts).toHaveLength(1)
  })
})
