import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EventClient } from '../support/event-client.ts'
import { commitLogs, createApp, type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'

const STALL_MS = 1500
/** Enough to fill every buffer of a loopback connection several times over. */
const EVENTS = 4000
const EVENT_BYTES = 4096

let api: PublicApi
/** The same store behind limits that do not pass during a test. */
let patient: FastifyInstance
let patientUrl: string
let runId: string

beforeAll(async () => {
  api = await startPublicApi({ limits: { readerStallMs: STALL_MS, readerTickMs: 100 } })
  patient = await createApp(api.store)
  patientUrl = await patient.listen({ host: '127.0.0.1', port: 0 })
  runId = (await postRun(api.url)).id
  const text = 'x'.repeat(EVENT_BYTES)
  for (let i = 0; i < EVENTS / 100; i++) await commitLogs(api.store, runId, Array(100).fill(text))
})
afterAll(async () => {
  await patient.close()
  await api.close()
})

const lastSeq = 3 + EVENTS
/** For a machine that is busy with other things. */
const WAIT = { timeout: 10_000, interval: 50 }

/** A connection that asks for the stream and reads only when it is told to. */
async function ask(url = api.url): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.pause()
  socket.write(`GET /v1/runs/${runId}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  return socket
}

async function countReaders(url = api.url): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/axoloom_stream_readers (\d+)/.exec(text)?.[1])
}

describe('a reader that never reads', () => {
  it('is dropped after the time for it, and not before', async () => {
    const startedAt = performance.now()
    const socket = await ask()
    await expect.poll(() => countReaders(), WAIT).toBe(1)
    await expect.poll(() => countReaders(), WAIT).toBe(0)
    const tookMs = performance.now() - startedAt
    expect(tookMs).toBeGreaterThan(STALL_MS - 200)
    expect(tookMs).toBeLessThan(5 * STALL_MS)
    socket.destroy()
  })

  it('holds less than 1 MiB in the server', async () => {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => ask(patientUrl)))
    await expect.poll(() => countReaders(patientUrl), WAIT).toBe(10)
    // settled: every one of them is as full as it gets
    await expect.poll(() => heldBy(patientUrl), WAIT).toBeGreaterThan(10 * 64 * 1024)
    expect(heldBy(patientUrl) / 10).toBeLessThan(1024 * 1024)
    for (const socket of sockets) socket.destroy()
  })

  it('does not keep others from being served', async () => {
    const stalled = await ask(patientUrl)
    const client = await EventClient.open(`${patientUrl}/v1/runs/${runId}/events?follow=false`)
    await client.closed()
    expect(client.seqs.at(-1)).toBe(lastSeq)
    stalled.destroy()
  })

  it('gets everything when it comes back', async () => {
    const socket = await ask()
    await expect.poll(() => countReaders(), WAIT).toBe(1)
    await expect.poll(() => countReaders(), WAIT).toBe(0)
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.resume()
    await once(socket, 'close')
    const whole = [...text.matchAll(/^id: (\d+)\nevent: [a-z-]+\n(?:[^\n]*\n)*?data: \{.*\}\n/gm)]
    const last = Number(whole.at(-1)?.[1])
    expect(last).toBeGreaterThan(0)
    expect(last).toBeLessThan(lastSeq)
    const again = await EventClient.open(`${api.url}/v1/runs/${runId}/events?follow=false`, {
      'last-event-id': String(last),
    })
    await again.closed()
    expect(again.seqs).toEqual(Array.from({ length: lastSeq - last }, (_, i) => last + 1 + i))
  })
})

describe('a reader that is slow', () => {
  it('is kept as long as it takes something', async () => {
    const socket = await ask()
    let bytes = 0
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      socket.pause()
    })
    const timer = setInterval(() => socket.resume(), 20)
    const endAt = performance.now() + 2 * STALL_MS
    await expect.poll(() => performance.now() > endAt, { timeout: 10_000 }).toBe(true)
    expect(await countReaders()).toBe(1)
    expect(bytes).toBeGreaterThan(0)
    clearInterval(timer)
    socket.destroy()
  })
})

/** Bytes that a server's own sockets hold and the kernel has not taken. */
function heldBy(url: string): number {
  // node:http keeps its sockets to itself; the process's handles have them all
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles()
  const { port } = new URL(url)
  return handles
    .filter((handle): handle is Socket => handle instanceof Socket && String(handle.localPort) === port)
    .reduce((sum, socket) => sum + socket.writableLength, 0)
}
