import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { EventSocket } from '../../../../api/gateway/comfyui/event-socket.ts'
import { serverAddress } from '../../../../api/gateway/comfyui/server-address.ts'
import type { SocketHint } from '../../../../api/gateway/comfyui/socket-message.ts'
import { until } from '../../../support/test-store.ts'
import { fakeServer, quick } from './studio.ts'

const promptId = '0b2c7a0e-6a43-4f6f-9d8e-3f0a5b1c2d3e'

function openSocket(url: string, timings: Partial<typeof quick> = {}) {
  const hints: SocketHint[] = []
  const onHint = (hint: SocketHint) => void hints.push(hint)
  const socket = new EventSocket({ address: serverAddress(url), promptId, timings: { ...quick, ...timings }, onHint })
  onTestFinished(() => socket.close())
  return { socket, hints }
}

const clientIds = (requests: readonly { path: string; query: URLSearchParams }[]) =>
  requests.filter(({ path }) => path === '/ws').map(({ query }) => query.get('clientId'))

describe('the event socket', () => {
  it('says first that it understands previews with metadata', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => server.close())
    const first = new Promise<string>((resolve) => {
      server.on('connection', (socket) => socket.once('message', (data) => resolve(data.toString())))
    })
    await once(server, 'listening')
    const { socket } = openSocket(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await socket.open()

    expect(JSON.parse(await first)).toEqual({ type: 'feature_flags', data: { supports_preview_metadata: true } })
  })

  it('comes back as another client, and only when the one before is closed', async () => {
    const server = await fakeServer()
    const { socket, hints } = openSocket(server.url)
    const id = await socket.open()
    await until(() => server.openSockets() === 1, 'it to be open')
    server.dropSockets()
    await until(() => clientIds(server.requests).length === 2 && server.openSockets() === 1, 'another socket')
    const ids = clientIds(server.requests)

    expect(ids[0]).toBe(id)
    expect(new Set(ids).size).toBe(2)
    expect(hints).toContainEqual({ type: 'look' })
  })

  it('that does not answer a ping is given up for another', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false })
    onTestFinished(() => server.close())
    let opened = 0
    server.on('connection', () => opened++)
    await once(server, 'listening')
    const { socket } = openSocket(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { pingMs: 50 })
    await socket.open()

    await until(() => opened >= 2, 'another socket')
  })

  it('is not waited for when it cannot be opened, and leaves nothing behind once closed', async () => {
    const server = await fakeServer()
    server.script({ on: 'GET /ws', fault: { isHung: true }, times: 9 })
    const { socket } = openSocket(server.url, { openMs: 100 })
    await socket.open()
    socket.close()
    const asked = clientIds(server.requests).length
    // one that is not closed comes back in this time
    const other = await fakeServer()
    other.script({ on: 'GET /ws', fault: { isHung: true }, times: 9 })
    await openSocket(other.url, { openMs: 100 }).socket.open()
    await until(() => clientIds(other.requests).length >= 2, 'another try')

    expect(clientIds(server.requests)).toHaveLength(asked)
  })

  it('tells what is ours and nothing of anybody else', async () => {
    const server = await fakeServer()
    const { socket, hints } = openSocket(server.url)
    await socket.open()
    await until(() => server.openSockets() === 1, 'it to be open')
    const other = { prompt_id: 'f1a6a0d4-0000-4000-8000-000000000000' }
    for (const type of ['execution_success', 'execution_error', 'execution_interrupted'])
      server.say({ type, data: other })
    server.say({ type: 'progress', data: { ...other, value: 3, max: 4 } })
    server.say({ type: 'executing', data: { node: null, ...other } })
    server.say({ type: 'executing', data: { node: '16' } })
    server.say(preview(1, 'whose?'))
    server.say(preview(4, 'theirs', other))
    server.say({ type: 'crystools.monitor', data: { prompt_id: promptId } })
    server.say({ type: 'progress', data: { prompt_id: promptId, value: 1, max: 4, node: '16' } })
    server.say(preview(1, 'ours by now'))
    server.say(preview(4, 'ours', { prompt_id: promptId }))
    server.say({ type: 'executing', data: { node: null, prompt_id: promptId } })
    await until(() => hints.some(({ type }) => type === 'look'), 'the end')

    expect(hints.filter(({ type }) => type !== 'stir')).toEqual([
      { type: 'progress', value: 1, max: 4 },
      { type: 'preview', bytes: Buffer.from('ours by now') },
      { type: 'preview', bytes: Buffer.from('ours') },
      { type: 'look' },
    ])
  })
})

function preview(event: 1 | 4, image: string, metadata?: object): Buffer {
  const json = Buffer.from(metadata === undefined ? '' : JSON.stringify(metadata))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(event, 0)
  head.writeUInt32BE(event === 1 ? 1 : json.length, 4)
  return Buffer.concat([head, json, Buffer.from(image)])
}
