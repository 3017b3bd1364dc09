import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, type PublicApi, startPublicApi } from '../support/public-api.ts'

const KEY = 'axo_0123456789abcdef'
/** Each address may guess once a minute, so that a second guess tells whether it came from the same caller. */
const env = { API_KEYS: KEY, LIMIT_REQUESTS_PER_MINUTE: '1', ALLOWED_HOSTS: 'axo.example,localhost,127.0.0.1' }
const asJson = { 'content-type': 'application/json' }

type Headers = Readonly<Record<string, string>>

/** A server that believes loopback, where the tests call from, and networks that only made-up calls come from. */
let api: PublicApi
beforeAll(async () => {
  api = await startPublicApi({ env: { ...env, TRUST_PROXY: 'loopback, 10.0.0.0/8, fd00::/8' } })
})
afterAll(() => api.close())

/** A call as if from that peer. Each test has callers and proxies of its own: counts last for a minute. */
async function guessFrom(remoteAddress: string, forwarded: string): Promise<number> {
  const headers = { authorization: 'Bearer wrong', 'x-forwarded-for': forwarded }
  return (await api.app.inject({ url: '/v1/runs', remoteAddress, headers })).statusCode
}

/** The status of a call over a socket. fetch() sets some headers by itself; this says what it is told. */
function send(url: string, method: string, headers: Record<string, string | string[]>, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent: false }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    call.on('error', reject)
    call.end(body)
  })
}

const guess = (url: string, forwarded: string | string[]) =>
  send(`${url}/v1/runs`, 'GET', { authorization: 'Bearer wrong', host: 'localhost', 'x-forwarded-for': forwarded })

/** Another server over the same store, listening; the test closes it. */
async function another(more: Record<string, string>, host: string) {
  const app = await createApp(api.store, { env: { ...env, ...more } })
  return { app, url: await app.listen({ host, port: 0 }) }
}

describe('X-Forwarded-For', () => {
  it.each([
    ['two callers of a peer that is not trusted', '192.0.2.1', '203.0.113.1', '203.0.113.2', true],
    ['one that only looks trusted', '192.0.2.2', '10.0.0.1', '10.0.0.2', true],
    ['two callers of one proxy', '10.0.0.1', '203.0.113.3', '203.0.113.4', false],
    ['one caller twice', '10.0.0.2', '203.0.113.5', '203.0.113.5', true],
    ['one who makes up others', '10.0.0.3', '198.51.100.1, 203.0.113.6', '198.51.100.2, 203.0.113.6', true],
    ['one who makes up proxies', '10.0.0.4', '10.1.0.1, 203.0.113.7', '10.1.0.2, 203.0.113.7', true],
    ['two by two proxies each', '10.0.0.5', '203.0.113.8, 10.2.0.1', '203.0.113.9,10.2.0.1', false],
    ['one by other proxies', '10.0.0.6', '203.0.113.10, 10.2.0.2', '203.0.113.10, 10.2.0.3', true],
    ['two by one that is not trusted', '10.0.0.7', '203.0.113.11, 192.0.2.3', '203.0.113.12, 192.0.2.3', true],
    ['two by IPv6', '10.0.0.8', '2001:db8:1::1', '2001:db8:2::1', false],
    ['two of one IPv6 network', '10.0.0.9', '2001:db8:3::1', '2001:db8:3::2', true],
    ['two by an IPv6 proxy', 'fd00::1', '203.0.113.13', '203.0.113.14', false],
    ['two by an IPv4 proxy on an IPv6 socket', '::ffff:10.0.0.10', '203.0.113.15', '203.0.113.16', false],
    ['one in IPv4 and in the clothes of IPv6', '10.0.0.11', '203.0.113.17', '::ffff:203.0.113.17', true],
    ['one from two ports', '10.0.0.12', '203.0.113.18:50000', '203.0.113.18:50001', true],
    ['one from two ports by IPv6', '10.0.0.13', '[2001:db8:4::1]:50000', '[2001:db8:4::1]:50001', true],
    ['words that are no address', '10.0.0.14', 'unknown', '_hidden', true],
    ['nothing', '10.0.0.15', '', ' , ', true],
    ['hostile words', '10.0.0.16', 'a b;c="d"', '<script>', true],
    ['numbers that some take for addresses', '10.0.0.17', '1', '127.1', true],
    ['words before the caller', '10.0.0.18', 'unknown, 203.0.113.19', 'other, 203.0.113.19', true],
  ])('%s: a peer %s, "%s" and "%s" are one caller: %s', async (_what, peer, first, second, isOne) => {
    expect(await guessFrom(peer, first)).toBe(401)
    expect(await guessFrom(peer, second)).toBe(isOne ? 429 : 401)
  })

  it('of many made-up entries is looked at no further than there can be proxies', async () => {
    const many = Array.from({ length: 1000 }, () => '10.3.0.1').join(',')
    expect(await guessFrom('10.0.0.19', `203.0.113.20,${many}`)).toBe(401)
    expect(await guessFrom('10.0.0.19', `203.0.113.21,${many}`)).toBe(429)
  })

  it('that comes in several headers is one list', async () => {
    expect(await guess(api.url, ['198.51.100.3', '203.0.113.22', '10.4.0.1'])).toBe(401)
    expect(await guess(api.url, ['198.51.100.4', '203.0.113.22'])).toBe(429)
  })

  it('is believed of nobody where the settings name no proxy', async () => {
    const { app, url } = await another({}, '127.0.0.1')
    const statuses = [await guess(url, '203.0.113.23'), await guess(url, '203.0.113.24')]
    await app.close()
    expect(statuses).toEqual([401, 429])
  })

  it('is taken from a proxy that comes by IPv6', async () => {
    const { app, url } = await another({ TRUST_PROXY: '::1' }, '::1')
    const statuses = []
    for (const from of ['203.0.113.25', '203.0.113.26', '203.0.113.25']) statuses.push(await guess(url, from))
    await app.close()
    expect(statuses).toEqual([401, 401, 429])
  })

  it('slows down one who guesses keys of the page, and not the others behind the proxy', async () => {
    const signIn = (from: string, key: string) =>
      send(`${api.url}/v1/session`, 'POST', { ...asJson, 'x-forwarded-for': from }, JSON.stringify({ key }))
    expect(await signIn('203.0.113.27', 'wrong')).toBe(401)
    expect(await signIn('203.0.113.27', KEY)).toBe(429)
    expect(await signIn('203.0.113.28', KEY)).toBe(204)
  })

  it('of one who leaves at once harms nobody', async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.end('GET /v1/runs HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 203.0.113.29\r\n\r\n')
    socket.resume()
    await once(socket, 'close')
    expect(await guess(api.url, '203.0.113.30')).toBe(401)
  })
})

describe('behind a proxy that ends TLS', () => {
  let lastCaller = 0

  /** From a proxy that is trusted, each time for another caller, unless `remoteAddress` says otherwise. */
  async function call(
    method: 'POST' | 'DELETE',
    url: string,
    headers: Headers,
    body?: object,
    remoteAddress = '10.5.0.1',
  ) {
    const caller = { host: 'axo.example', 'x-forwarded-for': `198.18.0.${++lastCaller}` }
    const options = { method, url, remoteAddress, headers: { ...caller, ...headers } }
    return api.app.inject(body === undefined ? options : { ...options, payload: body })
  }

  const signIn = (headers: Headers, peer?: string) => call('POST', '/v1/session', headers, { key: KEY }, peer)

  it.each([
    ['the proxy is trusted and says so', '10.5.0.1', { 'x-forwarded-proto': 'https' }, true],
    ['the page says so, and nobody told us of the proxy', '192.0.2.11', { origin: 'https://axo.example' }, true],
    ['somebody says so who is not trusted', '192.0.2.12', { 'x-forwarded-proto': 'https' }, false],
    ['the proxy says that it was not', '10.5.0.1', { 'x-forwarded-proto': 'http' }, false],
    ['the page came without', '192.0.2.13', { origin: 'http://axo.example' }, false],
    ['nobody says anything', '10.5.0.1', {}, false],
  ])('where %s, the cookie stays on TLS', async (_where, peer, headers, isSecure) => {
    const answer = await signIn(headers, peer)
    expect(answer.statusCode).toBe(204)
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(/; Secure/.test(cookie)).toBe(isSecure)
  })

  it('signing out takes the same cookie away', async () => {
    const answer = await call('DELETE', '/v1/session', { 'x-forwarded-proto': 'https' })
    expect(String(answer.headers['set-cookie'])).toMatch(/Max-Age=0;.*Secure/)
  })

  it('the name that was asked for counts, and never the one that a header tells', async () => {
    const told = { 'x-forwarded-host': 'axo.example', forwarded: 'host=axo.example' }
    expect((await signIn({ ...told, host: 'evil.example' })).statusCode).toBe(403)
    expect((await signIn({ ...told, origin: 'https://evil.example' })).statusCode).toBe(403)
    const fromPage = { 'x-forwarded-host': 'evil.example', origin: 'https://axo.example' }
    expect((await signIn(fromPage)).statusCode).toBe(204)
  })

  it('addresses in answers hold no name', async () => {
    const headers = { authorization: `Bearer ${KEY}`, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
    const answer = await call('POST', '/v1/runs', headers, { brief: 'an axolotl', variations: 1 })
    expect([answer.statusCode, answer.headers.location]).toEqual([202, expect.stringMatching(/^\/v1\/runs\/\w+$/)])
  })
})
