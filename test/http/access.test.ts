import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PublicApi, type PublicApiOptions, postRun, startPublicApi } from '../support/public-api.ts'

const KEY = 'axo_0123456789abcdef'
const OTHER_KEY = 'axo_fedcba9876543210'

let api: PublicApi

function serveWith(options: PublicApiOptions = {}): void {
  beforeAll(async () => {
    api = await startPublicApi(options)
  })
  afterAll(() => api.close())
}

/** fetch() sets Host and Origin by itself; this says what it is told. */
function send(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(api.url + path, { method, headers, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    call.on('error', reject)
    call.end()
  })
}

describe('the Host header', () => {
  serveWith({ env: { ALLOWED_HOSTS: 'localhost, 127.0.0.1, [::1], axo.example' } })

  it.each([
    ['localhost', 200],
    ['LOCALHOST:1234', 200],
    ['127.0.0.1:1', 200],
    ['[::1]', 200],
    ['[::1]:8000', 200],
    ['axo.example:8000', 200],
    ['evil.example', 403],
    ['sub.axo.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example:80', 403],
    ['localhost:80:80', 403],
  ])('"%s" is answered in %i', async (host, status) => {
    expect(await send('/v1/runs', { host })).toBe(status)
  })

  it.each(['/healthz', '/readyz', '/version', '/metrics'])('does not matter to %s', async (path) => {
    expect(await send(path, { host: '10.1.2.3:8000' })).toBe(200)
  })

  it('matters to the page and to what is not there', async () => {
    expect(await send('/', { host: 'evil.example' })).toBe(403)
    expect(await send('/nothing', { host: 'evil.example' })).toBe(403)
  })
})

describe('a request from another page', () => {
  serveWith()

  it.each([
    ['GET', { origin: 'http://evil.example' }, 403],
    ['GET', { origin: 'null' }, 403],
    ['GET', { origin: 'http://localhost:9' }, 403],
    ['GET', { origin: 'http://localhost' }, 200],
    ['GET', { origin: 'https://localhost' }, 200],
    ['GET', { 'sec-fetch-site': 'cross-site' }, 200],
    ['DELETE', { 'sec-fetch-site': 'cross-site' }, 403],
    ['DELETE', { 'sec-fetch-site': 'same-origin' }, 204],
  ])('%s with %o is answered in %i', async (method, headers, status) => {
    const path = method === 'DELETE' ? '/v1/session' : '/v1/runs'
    expect(await send(path, { host: 'localhost', ...headers }, method)).toBe(status)
  })

  it('survives a Host whose port is none', async () => {
    expect(await send('/v1/runs', { host: 'localhost:999999', origin: 'http://localhost' })).toBe(403)
  })
})

describe('keys', () => {
  serveWith({ env: { API_KEYS: `${KEY},${OTHER_KEY}` } })

  it.each([
    ['none', {}, 401],
    ['a wrong key', { authorization: 'Bearer axo_0123456789abcdeF' }, 401],
    ['a key cut short', { authorization: 'Bearer axo_0123' }, 401],
    ['another scheme', { authorization: `Basic ${KEY}` }, 401],
    ['a made-up cookie', { cookie: 'axoloom_session=made-up' }, 401],
    ['the key', { authorization: `Bearer ${KEY}` }, 200],
    ['the other key', { authorization: `bearer ${OTHER_KEY}` }, 200],
  ])('with %s a call is answered as it should be', async (_name, headers, status) => {
    const answer = await fetch(`${api.url}/v1/runs`, { headers: new Headers(headers) })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer realm="axoloom"' : null)
  })

  it('are asked for by every call, known or not', async () => {
    const { id } = await postRun(api.url, {}, { authorization: `Bearer ${KEY}` })
    for (const path of [`/v1/runs/${id}`, `/v1/runs/${id}/events`, `/v1/artifacts/${id}`]) {
      expect((await fetch(api.url + path)).status).toBe(401)
    }
    expect((await fetch(`${api.url}/v1/runs`, { method: 'POST', body: '{}' })).status).toBe(401)
  })

  it('are not asked for by what tells nothing of runs', async () => {
    for (const path of ['/healthz', '/readyz', '/version', '/metrics', '/openapi.json', '/docs']) {
      expect((await fetch(api.url + path)).status).toBe(200)
    }
  })
})

function trade(key: string): Promise<Response> {
  const body = JSON.stringify({ key })
  return fetch(`${api.url}/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

async function cookieOf(answer: Response): Promise<string> {
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}

async function statusWith(cookie: string): Promise<number> {
  return (await fetch(`${api.url}/v1/runs`, { headers: { cookie } })).status
}

describe('a session', () => {
  serveWith({ env: { API_KEYS: KEY } })

  it('is had for a key and lets its browser in, streams too', async () => {
    const answer = await trade(KEY)
    expect(answer.status).toBe(204)
    const set = answer.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/HttpOnly/)
    expect(set).toMatch(/SameSite=Strict/)
    expect(set).toMatch(/Path=\//)
    expect(set).not.toContain(KEY)
    const cookie = await cookieOf(answer)
    expect(await statusWith(cookie)).toBe(200)
    const { id } = await postRun(api.url, {}, { cookie })
    const events = await fetch(`${api.url}/v1/runs/${id}/events?follow=false`, { headers: { cookie } })
    expect(events.status).toBe(200)
    await events.text()
  })

  it('is not had for a wrong key', async () => {
    const answer = await trade(OTHER_KEY)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  it('is forgotten on demand', async () => {
    const answer = await fetch(`${api.url}/v1/session`, { method: 'DELETE' })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toMatch(/^axoloom_session=;.*Max-Age=0/)
  })
})

describe('sessions of a server that starts again', () => {
  it('outlive it and die with their key', async () => {
    const sessionSecret = randomBytes(32)
    const startWith = async (key: string) => {
      api = await startPublicApi({ env: { API_KEYS: key }, sessionSecret })
    }
    await startWith(KEY)
    const cookie = await cookieOf(await trade(KEY))
    await api.close()
    await startWith(KEY)
    expect(await statusWith(cookie)).toBe(200)
    await api.close()
    await startWith(OTHER_KEY)
    expect(await statusWith(cookie)).toBe(401)
    await api.close()
  })
})

describe('a server without keys', () => {
  serveWith()

  it('gives a session to everyone and asks nobody for it', async () => {
    expect((await trade('anything')).status).toBe(204)
    expect((await fetch(`${api.url}/v1/runs`)).status).toBe(200)
  })
})
