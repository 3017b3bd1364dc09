import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { clockRule } from '../../../api/doctor/clock-rule.ts'
import { nodeRule, type PortOptions, portRule, settingsRule } from '../../../api/doctor/machine-rules.ts'
import { look } from './look.ts'

const opened: { close(): unknown }[] = []
afterEach(() => {
  for (const server of opened.splice(0)) server.close()
})

describe('Node.js', () => {
  it.each([
    ['22.19.0', 'failed'],
    ['24.0.0', 'ok'],
    ['26.1.0', 'ok'],
  ])('%s is %s', async (version, state) => {
    expect((await look(nodeRule(version))).state).toBe(state)
  })
})

describe('settings', () => {
  it('that cannot be used are all told', async () => {
    const found = await look(settingsRule(['PORT is "x".', 'HOST is "y".']))

    expect(found).toMatchObject({ state: 'failed', cause: 'PORT is "x". HOST is "y".' })
    expect((await look(settingsRule([]))).state).toBe('ok')
  })
})

describe('a port', () => {
  const options: PortOptions = {
    ...{ id: 'port', setting: 'PORT', host: '127.0.0.1', port: 0, url: null, isOther: false, taken: [] },
  }

  async function takePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1')
    opened.push(server)
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  it('that another program has is named, with one that is free', async () => {
    const port = await takePort()
    const found = await look(portRule({ ...options, port, taken: [port + 1] }))

    expect(found).toMatchObject({ state: 'failed', cause: 'Another program listens there.' })
    const free = Number(/^PORT=(\d+) npm start$/.exec(found.fix?.command ?? '')?.[1])
    expect(free).toBeGreaterThan(port + 1)
    expect((await look(portRule({ ...options, port: free }))).state).toBe('ok')
  })

  it('is proposed up to the last there is', async () => {
    const server = createServer()
    const isTaken = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(true)).listen(65_535, '127.0.0.1', () => resolve(false))
    })
    await isTaken
    opened.push(server)

    expect(await look(portRule({ ...options, port: 65_535 }))).toMatchObject({
      state: 'failed',
      fix: { text: 'End that program, or take another port.', command: null },
    })
  })

  it('of an address that this machine does not have is told apart', async () => {
    for (const [setting, host] of [
      ['PORT', 'HOST'],
      ['GATEWAY_PORT', 'GATEWAY_HOST'],
    ] as const) {
      const found = await look(portRule({ ...options, setting, host: '192.0.2.1', port: 8000 }))
      expect(found).toMatchObject({ state: 'failed', fix: { command: `${host}=127.0.0.1 npm start` } })
    }
  })

  it('is not tried where another Axoloom has it, and well where we have it', async () => {
    const port = await takePort()

    expect((await look(portRule({ ...options, port, isOther: true }))).state).toBe('skipped')
    expect((await look(portRule({ ...options, port, url: `http://127.0.0.1:${port}` }))).state).toBe('ok')
  })
})

describe('the clock', () => {
  /** A server that is `offsetMs` ahead of us. */
  async function serverAhead(offsetMs: number | null): Promise<string> {
    const server: Server = createHttpServer((_request, response) => {
      response.sendDate = false
      if (offsetMs !== null) response.setHeader('date', new Date(Date.now() + offsetMs).toUTCString())
      response.end()
    }).listen(0, '127.0.0.1')
    opened.push(server)
    await once(server, 'listening')
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  it.each([
    [0, 'ok', /agrees/],
    [-90_000, 'warning', /(89|90|91) s ahead/],
    [90_000, 'warning', /(89|90|91) s behind/],
    [3_600_000, 'failed', /(3599|3600|3601) s behind/],
  ])('of a server that is %i ms ahead of ours gives %s', async (offsetMs, state, words) => {
    const found = await look(clockRule([await serverAhead(offsetMs)]))

    expect(found.state).toBe(state)
    expect(found.what).toMatch(words)
  })

  it.each([
    [30_000, 'ok'],
    [30_001, 'warning'],
    [300_000, 'warning'],
    [300_001, 'failed'],
    [-30_001, 'warning'],
  ])('%i ms off is %s', async (offsetMs, state) => {
    const told = Date.UTC(2026, 10, 22, 12)
    const url = await serverAhead(told - Date.now())
    // half of the second that the server tells has gone by
    const rule = clockRule([url], () => told + 500 + offsetMs)

    expect((await look(rule)).state).toBe(state)
  })

  it('is judged by those that answer, at their own address', async () => {
    const moved = createHttpServer((_request, response) => {
      response.writeHead(302, { location: elsewhere, date: new Date().toUTCString() }).end()
    }).listen(0, '127.0.0.1')
    opened.push(moved)
    const elsewhere = await serverAhead(3_600_000)
    const address = moved.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0

    expect((await look(clockRule([`http://127.0.0.1:${port}`, 'http://127.0.0.1:1']))).state).toBe('ok')
  })

  it('is not judged by one server that is wrong among several', async () => {
    const urls = await Promise.all([0, 3_600_000, 0].map(serverAhead))
    expect((await look(clockRule(urls))).state).toBe('ok')
  })

  it('is not judged where nobody tells the time', async () => {
    expect((await look(clockRule([]))).state).toBe('skipped')
    expect((await look(clockRule([await serverAhead(null)]))).state).toBe('skipped')
  })
})
