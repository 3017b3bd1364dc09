import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Generation } from '../../../support/comfyui-server/generation.ts'
import type { Graph } from '../../../support/comfyui-server/graph.ts'
import { fluxGraph, node } from './flux-graph.ts'
import { get, historyOf, listen, post, startServer, submit } from './wire.ts'

const generations: readonly Generation[] = ['0.3.64', '0.38']

async function refusalOf(url: string, prompt: Graph) {
  const response = await post(url, '/prompt', { prompt, prompt_id: randomUUID() })
  return { status: response.status, body: (await response.json()) as Refusal }
}

interface Refusal {
  readonly error: { readonly type: string; readonly details: string; readonly extra_info: unknown }
  readonly node_errors: Record<string, { readonly errors: readonly { type: string; details: string }[] }>
}

const withInput = (id: number, inputs: Record<string, unknown>): Graph => {
  const graph = fluxGraph()
  const changed = graph[id]!
  return { ...graph, [id]: node(changed.class_type, { ...changed.inputs, ...inputs }) }
}

const withoutInput = (id: number, name: string): Graph => {
  const graph = withInput(id, {})
  delete graph[id]?.inputs[name]
  return graph
}

describe.each(generations)('POST /prompt of %s', (generation) => {
  const faults: readonly [what: string, graph: Graph, nodeId: string, type: string, details: RegExp][] = [
    ['a missing input', withoutInput(16, 'seed'), '16', 'required_input_missing', /^seed$/],
    ['a link of three', withInput(17, { vae: ['12', 0, 1] }), '17', 'bad_linked_input', /^vae$/],
    ['a link of the wrong type', withInput(17, { vae: ['10', 0] }), '17', 'return_type_mismatch', /MODEL.*VAE/],
    ['a word for a number', withInput(16, { steps: 'many' }), '16', 'invalid_input_type', /^steps, many/],
    ['too few steps', withInput(16, { steps: 0 }), '16', 'value_smaller_than_min', /^steps$/],
    ['too large a picture', withInput(15, { width: 20000 }), '15', 'value_bigger_than_max', /^width$/],
    ['a file that is not there', withInput(12, { vae_name: 'x.pt' }), '12', 'value_not_in_list', /'x.pt' not in \['ae/],
    ['a link to nowhere', withInput(18, { images: ['99', 0] }), '18', 'exception_during_validation', /'99'/],
    ['a link to nowhere inside', withInput(17, { vae: ['99', 0] }), '17', 'exception_during_inner_validation', /'99'/],
    ['a circle', withInput(16, { latent_image: ['16', 0] }), '16', 'dependency_cycle', /16/],
  ]

  it.each(faults)('refuses %s and names node and fault', async (_what, graph, nodeId, type, details) => {
    await using server = await startServer({ generation })

    const { status, body } = await refusalOf(server.url, graph)

    expect([status, body.error.type]).toEqual([400, 'prompt_outputs_failed_validation'])
    expect(Object.keys(body.node_errors)).toEqual([nodeId])
    expect(body.node_errors[nodeId]).toMatchObject({ dependent_outputs: ['18'], errors: [{ type }] })
    expect(body.node_errors[nodeId]?.errors[0]?.details).toMatch(details)
    expect(server.prompts).toEqual([])
  })

  it('refuses an unknown class and a node without one as a whole', async () => {
    await using server = await startServer({ generation })
    const type = generation === '0.38' ? 'missing_node_type' : 'invalid_prompt'

    const unknown = await refusalOf(server.url, { ...fluxGraph(), 19: node('Nothing', {}) })
    const nameless = await refusalOf(server.url, { 1: { inputs: {} } } as unknown as Graph)

    for (const { status, body } of [unknown, nameless]) expect([status, body.error.type]).toEqual([400, type])
    if (generation === '0.38')
      expect(unknown.body.error.extra_info).toMatchObject({ node_id: '19', node_title: 'Nothing' })
  })

  it('refuses no prompt and no outputs, and stumbles over what is no JSON', async () => {
    await using server = await startServer({ generation })
    const { 18: _save, ...noOutputs } = fluxGraph()

    expect((await refusalOf(server.url, noOutputs)).body.error.type).toBe('prompt_no_outputs')
    expect((await (await post(server.url, '/prompt', {})).json()) as Refusal).toMatchObject({
      error: { type: 'no_prompt' },
    })
    for (const body of ['', '{', '{"prompt":null}', { prompt: fluxGraph(), number: 'first' }]) {
      const response = await post(server.url, '/prompt', body)
      expect([response.status, response.headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8'])
    }
  })

  it('takes a graph of which one output is good, and tells of the other', async () => {
    await using server = await startServer({ generation })
    const prompt = { ...fluxGraph(), 30: node('SaveImage', { filename_prefix: 'bad' }) }

    const response = await post(server.url, '/prompt', { prompt, prompt_id: randomUUID() })
    const body = (await response.json()) as Refusal & { prompt_id: string }

    expect(response.status).toBe(200)
    expect(body.node_errors).toMatchObject({ 30: { class_type: 'SaveImage', dependent_outputs: ['30'] } })
    await server.settled(body.prompt_id)
    expect(Object.keys((await historyOf(server.url, body.prompt_id))?.outputs ?? {})).toEqual(['18'])
  })

  it('casts literals and unwraps lists', async () => {
    await using server = await startServer({ generation })

    const id = await submit(server.url, withInput(16, { steps: '2', seed: 3.9, cfg: { __value__: 2 } }))
    const { steps } = await server.settled(id)

    expect(steps).toBe(2)
    const entry = await historyOf(server.url, id)
    expect(entry?.prompt[2]).toMatchObject({ 16: { inputs: { steps: 2, seed: 3, cfg: 2 } } })
  })

  it('runs the same id twice: it is not idempotent, and the second entry replaces the first', async () => {
    await using server = await startServer({ generation })
    const body = { prompt: fluxGraph(), prompt_id: randomUUID() }

    for (const _ of [1, 2]) expect((await post(server.url, '/prompt', body)).status).toBe(200)
    await server.when(() => server.prompts.filter(({ state }) => state === 'success').length === 2)

    expect(Object.keys(await get<object>(server.url, '/history'))).toEqual([body.prompt_id])
    expect((await historyOf(server.url, body.prompt_id))?.prompt[0]).toBe(1)
  })

  it('stumbles over the same id with the same number while it is queued', async () => {
    await using server = await startServer({ generation, stepMs: 1000 })
    await submit(server.url, fluxGraph())
    const body = { prompt: fluxGraph(), prompt_id: randomUUID(), number: 5 }

    const first = await post(server.url, '/prompt', body)
    const second = await post(server.url, '/prompt', body)

    expect([first.status, second.status]).toEqual([200, 500])
  })

  it('runs what is put in front next', async () => {
    await using server = await startServer({ generation })
    server.script({ run: { deeds: [{ at: 'step-1', deed: 'stall' }] } })
    const running = await submit(server.url, fluxGraph())
    await server.when(({ id, steps }) => id === running && steps > 0)
    const later = await submit(server.url, fluxGraph({ seed: 1 }))
    const sooner = await submit(server.url, fluxGraph({ seed: 2 }), { front: true })

    await post(server.url, '/interrupt', {})
    await server.settled(later)

    expect(Object.keys(await get<object>(server.url, '/history'))).toEqual([running, sooner, later])
  })
})

describe('the id of a prompt', () => {
  const ids: readonly [asked: unknown, old: string | null, today: string | null][] = [
    ['abc', 'abc', null],
    [7, '7', null],
    [null, 'None', 'minted'],
    ['3F2504E0-4F89-41D3-9A0C-0305E82C3301', '3F2504E0-4F89-41D3-9A0C-0305E82C3301', null],
    [
      '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    ],
  ]

  it.each(ids)('%s is %s to the old server and %s to that of today', async (asked, old, today) => {
    for (const [generation, expected] of [
      ['0.3.64', old],
      ['0.38', today],
    ] as const) {
      await using server = await startServer({ generation })
      const response = await post(server.url, '/prompt', { prompt: fluxGraph(), prompt_id: asked })
      const body = (await response.json()) as { prompt_id?: string; error?: { type: string } }
      if (expected === null) expect([response.status, body.error?.type]).toEqual([400, 'invalid_prompt_id'])
      else if (expected === 'minted') expect(body.prompt_id).toMatch(/^[0-9a-f-]{36}$/)
      else expect(body.prompt_id).toBe(expected)
    }
  })
})

describe('a prompt without a client', () => {
  it('tells nobody of itself, but everybody of its progress', async () => {
    await using server = await startServer()
    const ear = await listen(server.url, 'somebody')

    const id = await submit(server.url, fluxGraph())
    await server.settled(id)
    const next = await submit(server.url, fluxGraph({ seed: 9 }), { client_id: 'somebody' })
    await ear.until(({ type }) => type === 'execution_success')

    const about = (promptId: string) => ear.heard.filter(({ data }) => data.prompt_id === promptId)
    expect(new Set(about(id).map(({ type }) => type))).toEqual(new Set(['progress', 'progress_state']))
    expect(about(next).map(({ type }) => type)).toContain('executed')
  })
})
