import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postDelivery } from '../../../api/webhooks/post-delivery.ts'
import { createSafeConnector, guardLookup } from '../../../api/webhooks/safe-connector.ts'
import { isPublicAddress, TargetRefusedError, urlFault } from '../../../api/webhooks/target-rules.ts'
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'
import { hostileHosts, lyingNames } from './hostile-targets.ts'

const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']
let receivers: WebhookReceiver[]
let port: number

beforeAll(async () => {
  const first = await startReceiver('127.0.0.1')
  port = first.port
  receivers = [first]
})
afterAll(() => Promise.all(receivers.map((receiver) => receiver.close())))

const connections = () => receivers.reduce((sum, receiver) => sum + receiver.connections, 0)

/** Answers each name with what the table says, and what is not in it as a name that does not exist. */
function tableLookup(table: ReadonlyMap<string, readonly string[]>, asked: string[] = []): LookupFunction {
  return (hostname, options, callback) => {
    asked.push(hostname)
    const found = table.get(hostname)
    if (found === undefined) return callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
    const addresses = found.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (options.all === true) return callback(null, addresses)
    callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
  }
}

async function post(url: string, lookup?: LookupFunction) {
  // connections that start at loopback end there: should one be let through, nothing outside is reached
  const connect = createSafeConnector({ isPrivateAllowed: false, localAddress: '127.0.0.1', ...(lookup && { lookup }) })
  const dispatcher = new Agent({ connect })
  const { signal } = new AbortController()
  const context = { dispatcher, timeoutMs: 5000, restMs: 1000, signal }
  const result = await postDelivery({ id: 'm', url, body: '{}', secrets, at: new Date() }, context)
  await dispatcher.destroy()
  return result
}

describe('a hostile target', () => {
  it('is one of at least two hundred', () => {
    expect(hostileHosts.length).toBeGreaterThanOrEqual(200)
    expect(new Set(hostileHosts).size).toBe(hostileHosts.length)
  })

  it('is contacted by no URL, whatever the scheme', async () => {
    const through: string[] = []
    for (const host of hostileHosts) {
      for (const scheme of ['http', 'https']) {
        const url = `${scheme}://${host}:${port}/hook`
        // every name that is no address leads here, so that only the rule can refuse it
        const result = await post(url, (_name, _options, callback) => callback(null, '127.0.0.1', 4)).catch(() => null)
        if (result !== null && !/private network|name a host/.test(result.error ?? ''))
          through.push(`${url} ${result.error}`)
        if (result === null && URL.canParse(url)) through.push(url)
      }
    }
    expect(through).toEqual([])
    expect(connections()).toBe(0)
  })

  it('is refused where it is registered, before anything is sent', () => {
    const accepted = hostileHosts.filter((host) => urlFault(`http://${host}:8080/hook`, false) === null)
    expect(accepted).toEqual([])
    for (const url of [
      'ftp://example.com/',
      'file:///etc/passwd',
      'gopher://example.com/',
      'http://u:p@example.com/',
      'http://u@example.com/',
      'http://:p@example.com/',
      'x',
    ]) {
      expect(urlFault(url, true), url).not.toBeNull()
    }
    expect(urlFault('https://hooks.example.com/a', false)).toBeNull()
    expect(urlFault('http://127.0.0.1:1234/a', true)).toBeNull()
  })

  it.each(lyingNames)('is not contacted through the name %s, which leads to %j', async (name, addresses) => {
    const result = await post(`http://${name}:${port}/hook`, tableLookup(new Map([[name, addresses]])))
    expect(result).toEqual({ status: null, error: 'Its name leads to an address of a private network.' })
    expect(connections()).toBe(0)
  })
})

describe('a name that changes', () => {
  it('is resolved once for a connection, and that answer is what is connected to', async () => {
    const asked: string[] = []
    let answer = ['93.184.215.14']
    const lookup: LookupFunction = (hostname, options, callback) => {
      const now = tableLookup(new Map([[hostname, answer]]), asked)
      // whoever looks a second time to connect would be led home
      answer = ['127.0.0.1']
      now(hostname, options, callback)
    }
    const first = await post(`http://changing.example.com:${port}/hook`, lookup)
    expect(asked).toEqual(['changing.example.com'])
    expect(first.status).toBeNull()
    expect(first.error).toMatch(/^The connection failed/)
    const second = await post(`http://changing.example.com:${port}/hook`, lookup)
    expect(second.error).toBe('Its name leads to an address of a private network.')
    expect(connections()).toBe(0)
  })

  it('is cut off where it led inside all the same, before anything is sent', async () => {
    const inside = await startReceiver()
    let looks = 0
    // public when it is judged, and not when it is connected to
    const lying: LookupAddress = {
      family: 4,
      get address() {
        looks += 1
        return looks === 1 ? '93.184.215.14' : '127.0.0.1'
      },
    }
    const lookup: LookupFunction = (_hostname, _options, callback) => callback(null, [lying])
    const result = await post(`http://changing.example.com:${inside.port}/hook`, lookup)

    expect(result).toEqual({ status: null, error: 'It led to an address of a private network.' })
    expect(inside.seen).toEqual([])
    await inside.close()
  })

  it('is refused whole where only one of its addresses is private, in every form of an answer', () => {
    const answers: (string | LookupAddress[])[] = [
      '10.0.0.1',
      '',
      [],
      [
        { address: '93.184.215.14', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
    ]
    for (const answer of answers) {
      let error: Error | null = null
      const lookup = guardLookup((_name, _options, callback) => callback(null, answer, 4))
      lookup('a.example.com', { all: true }, (refused) => {
        error = refused
      })
      expect(error).toBeInstanceOf(TargetRefusedError)
    }
  })
})

describe('a public address', () => {
  it.each(['8.8.8.8', '93.184.215.14', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1'])(
    'is let through: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )
  it.each(['2606:4700:4700::1111', '2a00:1450:4001:80b::200e', '::ffff:8.8.8.8'])('is let through: %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  )
})
