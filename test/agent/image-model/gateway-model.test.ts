import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderDesign } from '../../../agent/draw.ts'
import { createGatewayModel } from '../../../agent/image-model/gateway-model.ts'
import { createPatience } from '../../../agent/patience.ts'
import { RenderRequest } from '../../../contract/render.ts'
import { sampleDesign } from '../../support/sample-design.ts'
import { capturedEmitter } from '../support/captured-emitter.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void

const queue = '{"type":"queue","position":2}\n'
const progress = '{"type":"progress","value":1,"max":4}\n{"type":"preview"}\n{"type":"of a newer gateway"}\n'
const done = `{"type":"done","artifact":{"id":"01k0000000000000000000000b","sha256":"${'0'.repeat(64)}"}}\n`
const failed = (more: object) =>
  `${JSON.stringify({ type: 'failed', reason: 'render-failed', message: 'No such file: flux.', isRetryable: false, ...more })}\n`
const say =
  (...texts: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    for (const text of texts) response.write(text)
    response.end()
  }
const refuse =
  (status: number, more: object = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ type: 'about:blank', title: 'No', status, detail: 'not now', ...more }))
  }
const stall: Answer = (response) => void response.writeHead(200).write(queue)
const cut: Answer = (response) => response.writeHead(200).write(queue, () => response.socket?.resetAndDestroy())
const lose: Answer = (response) => response.socket?.resetAndDestroy()

describe('a render behind the gateway', () => {
  let answers: Answer[]
  let seen: { path: string; authorization: string | undefined; body: RenderRequest }[]
  let asked: PromiseWithResolvers<void>
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { url: path = '', headers } = request
    seen.push({ path, authorization: headers.authorization, body: JSON.parse(Buffer.concat(chunks).toString()) })
    asked.resolve()
    answers.shift()?.(response, request)
  })
  beforeEach(async () => {
    answers = []
    seen = []
    asked = Promise.withResolvers()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  async function render(signal = new AbortController().signal) {
    const gatewayUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const door = { gatewayUrl, headers: () => ({ authorization: 'Bearer the-run-token' }) }
    const model = createGatewayModel(door, { firstByteMs: 1500, idleMs: 500 })
    const { emitter, events } = capturedEmitter()
    const tools = { emitter, patience: createPatience({ firstPauseMs: 1, awayMs: 1000 }) }
    const error = await renderDesign(model, { design: sampleDesign, seed: 7 }, 1, tools, signal).catch(
      (thrown: unknown) => thrown,
    )
    return { error, events: events() }
  }

  it('asks with the design and waits for the stored picture', async () => {
    answers = [say(queue, '\n', progress.slice(0, 20), progress.slice(20), done)]
    const { error, events } = await render()
    expect(error).toBeUndefined()
    expect(events.map(({ type }) => type)).toEqual(['step-start', 'step-end'])
    expect(seen).toMatchObject([{ path: '/agent/v1/render', authorization: 'Bearer the-run-token' }])
    expect(RenderRequest.parse(seen[0]?.body)).toMatchObject({ pass: 1, seed: 7, size: 1024, design: sampleDesign })
  })

  it.each([
    { what: 'is cut', first: cut },
    { what: 'ends without an end', first: say(queue, progress) },
    { what: 'says nothing any more', first: stall },
    { what: 'is lost before it begins', first: lose },
    { what: 'is turned away for now', first: refuse(503) },
  ])('comes back to the same render when the answer $what', async ({ first }) => {
    answers = [first, say(done)]
    const { error } = await render()
    expect(error).toBeUndefined()
    expect(seen.map(({ body }) => body.call)).toEqual([seen[0]?.body.call, seen[0]?.body.call])
  })

  it.each([
    { what: 'the render fails', answer: say(queue, failed({})), reason: 'render-failed' },
    { what: 'no server is there', answer: say(failed({ reason: 'model-unavailable' })), reason: 'model-unavailable' },
    { what: 'it could be tried again', answer: say(failed({ isRetryable: true })), reason: 'render-failed' },
    { what: 'the budget is used up', answer: refuse(402), reason: 'budget' },
    { what: 'the attempt is not wanted', answer: refuse(403), reason: 'internal' },
    { what: 'the request is refused', answer: refuse(422), reason: 'internal' },
  ])('fails by its reason when $what', async ({ answer, reason }) => {
    answers = [answer]
    const { error, events } = await render()
    expect(error).toMatchObject({ name: 'AgentError', reason })
    expect(events.map(({ type }) => type)).toEqual(['step-start'])
    expect(seen).toHaveLength(1)
  })

  it('gives up with render-failed when no answer has an end', async () => {
    answers = Array.from({ length: 20 }, () => say(queue))
    expect((await render()).error).toMatchObject({ reason: 'render-failed' })
    expect(seen).toHaveLength(6)
  })

  it('stops when it is aborted', async () => {
    answers = [stall]
    const controller = new AbortController()
    const ended = render(controller.signal)
    await asked.promise
    controller.abort(new Error('enough'))
    expect((await ended).error).toMatchObject({ message: 'enough' })
  })
})
