import { describe, expect, it } from 'vitest'
import { cannedAnswers, refusedPrompt } from '../../../support/comfyui-server/canned-answers.ts'
import { comfyuiFaults } from '../../../support/comfyui-server/comfyui-faults.ts'
import type { FakeComfyui } from '../../../support/comfyui-server/comfyui-server.ts'
import { fluxGraph } from './flux-graph.ts'
import { get, historyOf, isOverFor, listen, post, startServer, submit, viewUrl } from './wire.ts'

const body = { prompt: fluxGraph(), prompt_id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', client_id: 'me' }

async function pictureUrl(server: FakeComfyui): Promise<string> {
  const id = await submit(server.url, fluxGraph())
  await server.settled(id)
  return viewUrl(server.url, (await historyOf(server.url, id))!)
}

describe('a scripted request to a fake ComfyUI', () => {
  const answers = [
    ['html-502', 502, 'text/html', /nginx/],
    ['html-503', 503, 'text/html', /Unavailable/],
    ['text-500', 500, 'text/plain; charset=utf-8', /Server got itself in trouble/],
    ['forbidden-403', 403, 'text/plain; charset=utf-8', /^$/],
    ['login-page', 200, 'text/html', /Sign in/],
    ['refused', 400, 'application/json; charset=utf-8', /not in \[\]/],
  ] as const

  it.each(answers)('is answered with %s, once, and nothing is done', async (fault, status, type, text) => {
    await using server = await startServer()
    server.script(...comfyuiFaults[fault])

    const response = await post(server.url, '/prompt', body)

    expect([response.status, response.headers.get('content-type')]).toEqual([status, type])
    expect(await response.text()).toMatch(text)
    expect(server.prompts).toEqual([])
    expect((await post(server.url, '/prompt', body)).status).toBe(200)
    expect(server.faultsLeft()).toBe(0)
  })

  it('is lost before anything is done', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['lost-post'])

    await expect(post(server.url, '/prompt', body)).rejects.toThrow()

    expect(server.prompts).toEqual([])
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /prompt'])
  })

  it('is done and its answer lost', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['lost-answer'])

    await expect(post(server.url, '/prompt', body)).rejects.toThrow()

    expect((await server.settled(body.prompt_id)).state).toBe('success')
  })

  it('is answered late', async () => {
    await using server = await startServer()
    server.script({ on: 'GET /queue', fault: { delayMs: 120 } })

    const begin = performance.now()
    await get(server.url, '/queue')

    expect(performance.now() - begin).toBeGreaterThan(115)
  })

  it('is never answered until the reader gives up', async () => {
    await using server = await startServer()
    server.script(...comfyuiFaults['hung-post'])

    const answer = fetch(`${server.url}/prompt`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(100),
    })

    await expect(answer).rejects.toThrow(/timeout/)
    expect(server.prompts).toEqual([])
  })

  it('is answered when its run is long over, as for a cached one', async () => {
    await using server = await startServer({ stepMs: 25 })
    server.script(...comfyuiFaults['late-answer'])
    const ear = await listen(server.url, 'me')

    const response = await post(server.url, '/prompt', body)

    expect(server.prompts.map(({ state }) => state)).toEqual(['success'])
    expect(await response.json()).toMatchObject({ prompt_id: body.prompt_id })
    await ear.until(isOverFor(body.prompt_id))
  })

  it('meets a fault as often as was asked for', async () => {
    await using server = await startServer()
    server.script({ on: 'GET /history/{id}', fault: { answer: cannedAnswers.badGateway }, times: 2 })

    const codes: number[] = []
    for (const _ of [1, 2, 3]) codes.push((await fetch(`${server.url}/api/history/abc`)).status)

    expect(codes).toEqual([502, 502, 200])
  })

  it('for a socket is refused, and the next one is not', async () => {
    await using server = await startServer()
    server.script({ on: 'GET /ws', fault: { answer: cannedAnswers.forbidden } })

    const { WebSocket } = await import('ws')
    const refused = new WebSocket(`${server.url.replace('http', 'ws')}/ws?clientId=me`)
    const error = await new Promise<Error>((resolve) => refused.once('error', resolve))

    expect(error.message).toMatch(/403/)
    expect((await listen(server.url, 'me')).heard).toHaveLength(1)
  })

  it('is refused as a prompt by a script as by a server without the file', async () => {
    await using server = await startServer({ models: { diffusion_models: [] } })

    const response = await post(server.url, '/prompt', body)
    const real = (await response.json()) as { error: object; node_errors: Record<string, object> }
    const canned = JSON.parse(refusedPrompt.body.toString())

    expect(Object.keys(real.error)).toEqual(Object.keys(canned.error))
    expect(real.node_errors[10]).toEqual(canned.node_errors[10])
  })
})

describe('a scripted /view', () => {
  const bodyOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())

  it('is slow and whole', async () => {
    await using server = await startServer()
    const url = await pictureUrl(server)
    const whole = await bodyOf(url)
    server.script({ on: 'GET /view', fault: { pieceBytes: 100, pauseMs: 5 } })

    const begin = performance.now()
    const slow = await bodyOf(url)

    expect(slow.equals(whole)).toBe(true)
    expect(performance.now() - begin).toBeGreaterThan(5 * Math.floor(whole.length / 100))
  })

  it('breaks off, and the reader is told', async () => {
    await using server = await startServer()
    const url = await pictureUrl(server)
    server.script(...comfyuiFaults['view-cut'])

    await expect(bodyOf(url)).rejects.toThrow()
  })

  it('breaks off, and the reader is not told', async () => {
    await using server = await startServer()
    const url = await pictureUrl(server)
    server.script(...comfyuiFaults['view-short'])

    expect(await bodyOf(url)).toHaveLength(200)
  })

  it('never ends', async () => {
    await using server = await startServer()
    const url = await pictureUrl(server)
    server.script(...comfyuiFaults['view-endless'])
    const leaving = new AbortController()

    const response = await fetch(url, { signal: leaving.signal })
    let size = 0
    for await (const piece of response.body ?? []) {
      size += piece.length
      if (size > 3_000_000) break
    }
    leaving.abort()

    expect(size).toBeGreaterThan(3_000_000)
  })

  it('refuses ways out of its folders', async () => {
    await using server = await startServer()
    const asked = [
      ['filename=../x.png', 400],
      ['filename=/etc/passwd', 400],
      ['filename=x.png&type=secret', 400],
      ['filename=x.png&subfolder=../..', 403],
      ['filename=x.png', 404],
      ['', 404],
    ] as const

    for (const [query, status] of asked) expect((await fetch(`${server.url}/view?${query}`)).status).toBe(status)
  })

  it('gives a smaller copy on demand', async () => {
    await using server = await startServer()
    const url = await pictureUrl(server)

    const types = ['webp;50', 'jpeg;90'].map(async (preview) =>
      (await fetch(`${url}&preview=${preview}`)).headers.get('content-type'),
    )

    expect(await Promise.all(types)).toEqual(['image/webp', 'image/jpeg'])
  })
})

describe('an upload', () => {
  it('gets another name when another file has it, and can be seen', async () => {
    await using server = await startServer({ generation: '0.3.64' })
    const upload = async (content: string) => {
      const form = new FormData()
      form.set('image', new File([content], 'x.png'))
      const response = await fetch(`${server.url}/upload/image`, { method: 'POST', body: form })
      return response.json()
    }

    expect(await upload('one')).toEqual({ name: 'x.png', subfolder: '', type: 'input' })
    expect(await upload('one')).toMatchObject({ name: 'x.png' })
    expect(await upload('two')).toMatchObject({ name: 'x (1).png' })
    const seen = await fetch(`${server.url}/view?filename=x%20(1).png&type=input`)
    expect(await seen.text()).toBe('two')
  })
})
