import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ResponseSink } from '../../../api/stream/frame-sink.ts'

type Play = (sink: ResponseSink, response: ServerResponse) => void

const opened: (() => void)[] = []
afterEach(() => {
  for (const close of opened.splice(0)) close()
})

/** A server whose answers are written by `play` through a sink; gives its port. */
async function serve(play: Play, drained: () => void = () => {}): Promise<number> {
  const server = createServer((_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('opening\n')
    play(new ResponseSink(response, drained), response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  opened.push(() => socket.destroy())
  return socket
}

const bodyOf = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text()
const small = Buffer.from('id: 1\n\n')
const large = Buffer.alloc(100_000, 'x')

/** Until the kernel takes no more: what is full for the moment may only be held back to the end of this turn. */
async function fill(sink: ResponseSink): Promise<void> {
  const piece = Buffer.alloc(16_000, 'y')
  while (!sink.isPending()) {
    while (sink.write(piece));
    await nextTurn()
    await nextTurn()
  }
}

describe('ResponseSink', () => {
  it('gives small and large pieces and texts in their order, as a body that any client can read', async () => {
    const port = await serve((sink) => {
      for (const piece of [small, large, ': text\n\n', small, small]) sink.write(piece)
      sink.end()
    })
    expect(await bodyOf(port)).toBe(`opening\n${small}${large}: text\n\n${small}${small}`)
  })

  it('gives each reader all of what several are handed', async () => {
    const sinks: ResponseSink[] = []
    const port = await serve((sink) => {
      sinks.push(sink)
      if (sinks.length < 2) return
      for (const piece of [small, Buffer.from('id: 2\n\n')]) for (const one of sinks) one.write(piece)
      for (const one of sinks) one.end()
    })
    const whole = 'opening\nid: 1\n\nid: 2\n\n'
    expect(await Promise.all([bodyOf(port), bodyOf(port)])).toEqual([whole, whole])
  })

  it('puts no sizes of chunks into the body of a client that knows none', async () => {
    const port = await serve((sink) => {
      sink.write(small)
      sink.end()
    })
    const socket = open(port)
    socket.write('GET / HTTP/1.0\r\n\r\n')
    const got: Buffer[] = await socket.toArray()
    expect(Buffer.concat(got).toString()).toMatch(/\r\n\r\nopening\nid: 1\n\n$/)
  })

  it('waits for the answer before it on the same connection', async () => {
    const ends: (() => void)[] = []
    const port = await serve((sink) => {
      const number = ends.length + 1
      sink.write(Buffer.from(`answer ${number}\n`))
      ends.push(() => sink.end())
      if (number === 2) for (const end of ends) end()
    })
    const socket = open(port)
    let seen = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      seen += text
    })
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    await once(socket, 'end')
    expect(seen.match(/answer \d|HTTP\/1.1 200/g)).toEqual(['HTTP/1.1 200', 'answer 1', 'HTTP/1.1 200', 'answer 2'])
    expect(seen.match(/\r\n0\r\n\r\n/g)).toHaveLength(2)
  })

  it('tells once when a connection that was full takes small pieces again, and of its progress', async () => {
    let drained = () => {}
    const begun = Promise.withResolvers<ResponseSink>()
    const port = await serve(begun.resolve, () => drained())
    const socket = open(port)
    socket.pause().write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    const sink = await begun.promise
    await fill(sink)
    sink.hasProgressed()
    expect(sink.hasProgressed()).toBe(false)
    let drains = 0
    const isDrained = new Promise<void>((resolve) => {
      drained = () => {
        drains++
        resolve()
      }
    })
    socket.resume()
    await isDrained
    await nextTurn()
    expect([sink.hasProgressed(), sink.isPending(), drains]).toEqual([true, false, 1])
  })

  it('leaves no listener on a connection that serves many answers', async () => {
    const counts: number[] = []
    const port = await serve((sink, response) => {
      counts.push(response.socket?.listenerCount('drain') ?? 0)
      sink.end()
    })
    const socket = open(port)
    for (let round = 0; round < 3; round++) {
      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
      let seen = ''
      while (!seen.endsWith('\r\n0\r\n\r\n')) seen += String((await once(socket, 'data'))[0])
    }
    expect(counts).toEqual([counts[0], counts[0], counts[0]])
  })

  it('writes nothing more to a connection that goes on with another answer', async () => {
    const late = Promise.withResolvers<ResponseSink>()
    const port = await serve((sink) => {
      sink.end()
      late.resolve(sink)
    })
    const socket = open(port)
    const data = once(socket, 'data')
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    const sink = await late.promise
    await data
    sink.write(small)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    const rest = Buffer.concat(await socket.toArray()).toString()
    expect(rest).not.toContain('id: 1')
  })
})
