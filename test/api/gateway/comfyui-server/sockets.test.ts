import { once } from 'node:events'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Generation } from '../../../support/comfyui-server/generation.ts'
import { fluxGraph } from './flux-graph.ts'
import { isOverFor, listen, post, startServer, submit } from './wire.ts'

const generations: readonly Generation[] = ['0.3.64', '0.38']
const handshake = { supports_preview_metadata: true }

describe.each(generations)('the sockets of %s', (generation) => {
  it('get previews without ids, or with them after the handshake', async () => {
    await using server = await startServer({ generation, hasPreviews: true })
    const plain = await listen(server.url, 'plain')
    const knowing = await listen(server.url, 'knowing', handshake)

    const first = await submit(server.url, fluxGraph({ seed: 1 }), { client_id: 'plain' })
    await plain.until(isOverFor(first))
    const second = await submit(server.url, fluxGraph({ seed: 2 }), { client_id: 'knowing' })
    await knowing.until(isOverFor(second))

    expect(plain.binary.map((frame) => [frame.readUInt32BE(0), frame.readUInt32BE(4)])).toEqual(Array(4).fill([1, 1]))
    expect(await sharp(plain.binary[0]?.subarray(8)).metadata()).toMatchObject({ format: 'jpeg', width: 64 })
    expect(knowing.binary.map((frame) => frame.readUInt32BE(0))).toEqual([4, 4, 4, 4])
    const [frame] = knowing.binary
    const end = 8 + frame!.readUInt32BE(4)
    expect(JSON.parse(frame!.toString('utf8', 8, end))).toMatchObject({ prompt_id: second, node_id: '16' })
    expect(await sharp(frame!.subarray(end)).metadata()).toMatchObject({ format: 'jpeg' })
  })

  it('has no previews unless it is told to, by the prompt only today', async () => {
    await using server = await startServer({ generation })
    const ear = await listen(server.url, 'me', handshake)

    const id = await submit(server.url, fluxGraph(), { client_id: 'me', extra_data: { preview_method: 'auto' } })
    await ear.until(isOverFor(id))

    expect(ear.binary).toHaveLength(generation === '0.38' ? 4 : 0)
  })

  it('answers the handshake only as the first text', async () => {
    await using server = await startServer({ generation, hasPreviews: true })
    const ear = await listen(server.url, 'me')
    ear.socket.send('{"type":"hello"}')
    ear.socket.send(JSON.stringify({ type: 'feature_flags', data: handshake }))

    const id = await submit(server.url, fluxGraph(), { client_id: 'me' })
    await ear.until(isOverFor(id))

    expect(ear.heard.map(({ type }) => type)).not.toContain('feature_flags')
    expect(ear.binary[0]?.readUInt32BE(0)).toBe(1)
  })

  it('tells everybody the status and only the client its prompt', async () => {
    await using server = await startServer({ generation })
    const mine = await listen(server.url, 'me')
    const other = await listen(server.url, 'other')

    const id = await submit(server.url, fluxGraph(), { client_id: 'me' })
    await mine.until(isOverFor(id))
    server.say({ type: 'end', data: {} })
    await other.until(({ type }) => type === 'end')

    expect(other.heard.map(({ type }) => type)).toEqual(['status', 'status', 'status', 'status', 'end'])
    expect(other.heard.map(({ data }) => data.status)).toEqual([
      ...[0, 1, 1, 0].map((queue_remaining) => ({ exec_info: { queue_remaining } })),
      undefined,
    ])
    expect(other.heard.map(({ data }) => data.sid)).toEqual(['other', ...Array(4).fill(undefined)])
  })

  it('tells of a step all nodes so far, then the step', async () => {
    await using server = await startServer({ generation })
    const ear = await listen(server.url, 'me')

    const id = await submit(server.url, fluxGraph(), { client_id: 'me' })
    await ear.until(isOverFor(id))

    const at = ear.heard.findIndex(({ type }) => type === 'progress')
    expect(ear.heard[at]?.data).toEqual({ value: 1, max: 4, prompt_id: id, node: '16' })
    expect(ear.heard[at - 1]?.type).toBe('progress_state')
    expect(ear.heard[at - 1]?.data).toMatchObject({
      prompt_id: id,
      nodes: { 10: { state: 'finished' }, 16: { value: 1, max: 4, state: 'running', node_id: '16', prompt_id: id } },
    })
  })

  it('replays nothing but the running node, without an id', async () => {
    await using server = await startServer({ generation })
    server.script({ run: { deeds: [{ at: 'step-2', deed: 'stall' }] } })
    const id = await submit(server.url, fluxGraph(), { client_id: 'me' })
    await server.when(({ steps }) => steps === 2)

    const ear = await listen(server.url, 'me')
    await ear.until(({ type }) => type === 'executing')
    await post(server.url, '/interrupt', { prompt_id: id })
    await ear.until(isOverFor(id))
    const late = await listen(server.url, 'me-2')

    expect(ear.heard.slice(0, 2)).toEqual([
      { type: 'status', data: { status: { exec_info: { queue_remaining: 1 } }, sid: 'me' } },
      { type: 'executing', data: { node: '16' } },
    ])
    expect(late.heard).toHaveLength(1)
  })

  it('loses the new socket of a client when its old one closes', async () => {
    await using server = await startServer({ generation })
    const old = await listen(server.url, 'me')
    const anew = await listen(server.url, 'me')
    old.socket.close()
    await once(old.socket, 'close')
    const witness = await listen(server.url, 'witness')
    // the socket is closed for us before it is for the server
    while (server.openSockets() > 2) await new Promise((resolve) => setImmediate(resolve))

    const id = await submit(server.url, fluxGraph(), { client_id: 'me' })
    await server.settled(id)
    await witness.until(({ type, data }) => type === 'status' && data.sid === undefined)

    expect(anew.heard.map(({ type }) => type)).toEqual(['status'])
    expect(anew.socket.readyState).toBe(anew.socket.OPEN)
  })

  it('refuses a page of another origin, and takes everybody else', async () => {
    await using server = await startServer({ generation })

    const foreign = await fetch(`${server.url}/queue`, { headers: { origin: 'http://127.0.0.1:3000' } })
    const own = await fetch(`${server.url}/queue`, { headers: { origin: server.url } })

    expect([foreign.status, own.status]).toEqual([403, 200])
  })
})
