import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ApiKeyList, type Me, NewApiKey } from '#contract/keys.ts'
import { bearer, callWith, cookieFor, makeKey, newCaller, SETTINGS_KEY } from '../support/api-caller.ts'
import { EventClient } from '../support/event-client.ts'
import { type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'
import { until } from '../support/test-store.ts'

let api: PublicApi
let operator: ReturnType<typeof callWith>

beforeAll(async () => {
  api = await startPublicApi({ env: { API_KEYS: SETTINGS_KEY } })
  operator = callWith(api.url, bearer(SETTINGS_KEY))
})
afterAll(() => api.close())

/** Lets the time of a key come. */
function endNow({ dataDir }: PublicApi, keyId: string): void {
  const sqlite = new Database(join(dataDir, 'axoloom.db'), { timeout: 5000 })
  sqlite.prepare('UPDATE api_keys SET expiresAt = ? WHERE id = ?').run(new Date().toISOString(), keyId)
  sqlite.close()
}

const statusWith = async (text: string) => (await callWith(api.url, bearer(text))('GET', '/v1/me')).status

describe('a managed key', () => {
  it('is shown once, with all that was asked for', async () => {
    const request = {
      name: ' laptop ',
      owner: 'ada',
      scopes: ['run', 'read', 'run'],
      expiresAt: '2999-01-01T00:00:00.000Z',
    }
    const answer = await operator('POST', '/v1/keys', request)

    expect(answer.status).toBe(201)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const { key, ...shown } = NewApiKey.parse(await answer.json())
    expect(key).toMatch(new RegExp(`^axo_${shown.id}_[\\w-]{43}$`))
    expect(shown).toMatchObject({
      name: 'laptop',
      owner: 'ada',
      scopes: ['run', 'read'],
      revokedAt: null,
      lastUsedAt: null,
    })
    const listed = await (await operator('GET', '/v1/keys?limit=1')).text()
    expect(ApiKeyList.parse(JSON.parse(listed)).data).toEqual([shown])
    expect(listed).not.toContain(key.slice(-43))
  })

  it('reads and runs unless it is told otherwise, for whoever made it', async () => {
    expect(await makeKey(api.url)).toMatchObject({ owner: 'local', scopes: ['read', 'run'], expiresAt: null })
  })

  it('lets its owner in, and nobody with a text that is nearly it', async () => {
    const { key, id } = await makeKey(api.url)
    const other = await makeKey(api.url)
    const flipped = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A')
    expect(await statusWith(key)).toBe(200)
    for (const text of [flipped, key.slice(0, -1), `${key}A`, key.toUpperCase(), `axo_${id}_`, `axo_${id}`]) {
      expect(await statusWith(text), text).toBe(401)
    }
    expect(await statusWith(key.replace(id, other.id))).toBe(401)
    expect((await callWith(api.url, { authorization: `Basic ${key}` })('GET', '/v1/me')).status).toBe(401)
    expect((await callWith(api.url, {})('GET', `/v1/me?key=${key}`)).status).toBe(401)
  })

  it('is kept as a hash only', async () => {
    const { key, id } = await makeKey(api.url)
    const stored = JSON.stringify(api.store.keys.find(id))
    expect(stored).not.toContain(key.slice(-43))
    expect(stored).toMatch(/"keySha256":"[0-9a-f]{64}"/)
  })

  it('dies when it is revoked, as often as one likes', async () => {
    const { key, id } = await makeKey(api.url)
    for (let i = 0; i < 2; i++) expect((await operator('DELETE', `/v1/keys/${id}`)).status).toBe(204)
    expect(await statusWith(key)).toBe(401)
    const [listed] = ApiKeyList.parse(await (await operator('GET', '/v1/keys?limit=1')).json()).data
    expect(listed).toMatchObject({ id, revokedAt: expect.any(String) })
    expect((await operator('DELETE', '/v1/keys/01k9zzzzzzzzzzzzzzzzzzzzzz')).status).toBe(404)
  })

  it('dies at its time', async () => {
    const { key, id } = await makeKey(api.url, { expiresAt: '2999-01-01T00:00:00.000Z' })
    const cookie = await cookieFor(api.url, key)
    const withCookie = async () => (await callWith(api.url, { cookie })('GET', '/v1/me')).status
    expect([await statusWith(key), await withCookie()]).toEqual([200, 200])
    endNow(api, id)
    expect([await statusWith(key), await withCookie()]).toEqual([401, 401])
  })

  it.each([
    ['an end that is past', { expiresAt: '2020-01-01T00:00:00.000Z' }, '/expiresAt'],
    ['an end without milliseconds', { expiresAt: '2999-01-01T00:00:00Z' }, '/expiresAt'],
    ['no scope', { scopes: [] }, '/scopes'],
    ['an unknown scope', { scopes: ['root'] }, '/scopes/0'],
    ['an owner in capitals', { owner: 'Ada' }, '/owner'],
    ['an empty name', { name: ' ' }, '/name'],
    ['an unknown field', { colour: 'red' }, '/colour'],
  ])('is refused with %s', async (_what, request, pointer) => {
    const answer = await operator('POST', '/v1/keys', { name: 'x', ...request })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ errors: [{ pointer }] })
  })

  it('remembers its last use to the minute', async () => {
    const { key, id } = await makeKey(api.url)
    await statusWith(key)
    await until(() => api.store.keys.find(id)?.lastUsedAt !== null, 'the last use')
    const lastUsedAt = api.store.keys.find(id)?.lastUsedAt ?? ''
    expect(lastUsedAt).toMatch(/:00\.000Z$/)
    expect(Date.now() - Date.parse(lastUsedAt)).toBeLessThan(120_000)
  })

  it('is made once for one Idempotency-Key, and shown again while the answer may be lost', async () => {
    const headers = { 'idempotency-key': 'once' }
    const first = await operator('POST', '/v1/keys', { name: 'once' }, headers)
    const again = await operator('POST', '/v1/keys', { name: 'once' }, headers)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const shown = await first.json()
    expect(await again.json()).toEqual(shown)
    expect(await statusWith(NewApiKey.parse(shown).key)).toBe(200)
    expect((await operator('POST', '/v1/keys', { name: 'other' }, headers)).status).toBe(422)
  })

  it('is listed in pages', async () => {
    for (let i = 0; i < 3; i++) await makeKey(api.url, { owner: 'pages' })
    const page = async (query: string) =>
      ApiKeyList.parse(await (await operator('GET', `/v1/keys?owner=pages&${query}`)).json())
    const first = await page('limit=2')
    const second = await page(`limit=2&cursor=${first.nextCursor}`)
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([2, 1, null])
    expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(3)
    expect((await operator('GET', '/v1/keys?cursor=x')).status).toBe(400)
  })
})

describe('an admin key of another owner', () => {
  it('makes, sees and revokes the keys of that owner only', async () => {
    const admin = await newCaller(api.url, { owner: 'team', scopes: ['admin'] })
    const ofOther = await makeKey(api.url, { owner: 'other' })
    const made = NewApiKey.parse(await (await admin.call('POST', '/v1/keys', { name: 'x' })).json())
    expect(made.owner).toBe('team')
    expect((await admin.call('POST', '/v1/keys', { name: 'x', owner: 'other' })).status).toBe(403)
    expect((await admin.call('POST', '/v1/keys', { name: 'x', owner: 'local' })).status).toBe(403)
    expect((await admin.call('GET', '/v1/keys?owner=other')).status).toBe(403)
    const seen = ApiKeyList.parse(await (await admin.call('GET', '/v1/keys')).json()).data
    expect(seen.map(({ id }) => id)).toEqual([made.id, admin.key.id])
    expect((await admin.call('DELETE', `/v1/keys/${ofOther.id}`)).status).toBe(404)
    expect(await statusWith(ofOther.key)).toBe(200)
    expect((await admin.call('DELETE', `/v1/keys/${made.id}`)).status).toBe(204)
  })
})

describe('a session of a managed key', () => {
  it('acts as its owner and dies with the key', async () => {
    const { key, id } = await makeKey(api.url, { owner: 'page' })
    const cookie = await cookieFor(api.url, key)
    expect(cookie).not.toContain(key.slice(-43))
    const page = callWith(api.url, { cookie })
    expect(await (await page('GET', '/v1/me')).json()).toMatchObject({ owner: 'page', key: { id } })
    await operator('DELETE', `/v1/keys/${id}`)
    expect((await page('GET', '/v1/me')).status).toBe(401)
  })

  it('is not had by another id in front of the same signature', async () => {
    const [mine, theirs] = [await makeKey(api.url, { owner: 'mine' }), await makeKey(api.url, { owner: 'theirs' })]
    const cookie = (await cookieFor(api.url, mine.key)).replace(mine.id, theirs.id)
    expect((await callWith(api.url, { cookie })('GET', '/v1/me')).status).toBe(401)
  })

  it('lasts no longer than the key', async () => {
    const { key } = await makeKey(api.url, { expiresAt: new Date(Date.now() + 60_000).toISOString() })
    const answer = await callWith(api.url, {})('POST', '/v1/session', { key })
    const maxAge = Number(/Max-Age=(\d+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1])
    expect(maxAge).toBeGreaterThan(50)
    expect(maxAge).toBeLessThanOrEqual(60)
  })
})

describe('the streams of a key', () => {
  it('end when it is revoked, and those of other keys go on', async () => {
    const [dying, living] = [await makeKey(api.url), await makeKey(api.url)]
    const { id } = await postRun(api.url, {}, bearer(dying.key))
    const url = `${api.url}/v1/runs/${id}/events`
    const [cut, open] = [
      await EventClient.open(url, bearer(dying.key)),
      await EventClient.open(url, bearer(living.key)),
    ]
    await cut.until(({ seqs }) => seqs.length > 0)
    await operator('DELETE', `/v1/keys/${dying.id}`)
    await cut.closed()
    expect(open.isClosed).toBe(false)
    open.leave()
  })

  it('end with its time, whoever reads them', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const own = await startPublicApi({ env: { API_KEYS: SETTINGS_KEY } })
    try {
      const { key, id: keyId } = await makeKey(own.url, { expiresAt: '2999-01-01T00:00:00.000Z' })
      const { id } = await postRun(own.url, {}, bearer(key))
      const stream = await EventClient.open(`${own.url}/v1/runs/${id}/events`, bearer(key))
      await stream.until(({ seqs }) => seqs.length > 0)
      endNow(own, keyId)
      vi.advanceTimersByTime(10_000)
      await stream.closed()
    } finally {
      vi.useRealTimers()
      await own.close()
    }
  })
})

describe('a server without keys in its settings', () => {
  it('asks for none, checks one that is sent all the same, and lets it act as its owner', async () => {
    const bare = await startPublicApi()
    const me = async (headers: Record<string, string>) => {
      const answer = await callWith(bare.url, headers)('GET', '/v1/me')
      return answer.status === 200 ? ((await answer.json()) as Me).owner : answer.status
    }
    const made = await callWith(bare.url, {})('POST', '/v1/keys', { name: 'x', owner: 'ada' })
    const { key, id } = NewApiKey.parse(await made.json())
    expect(await me({})).toBe('local')
    expect(await me(bearer(key))).toBe('ada')
    expect(await me({ cookie: await cookieFor(bare.url, key) })).toBe('ada')
    expect(await me(bearer('made-up'))).toBe(401)
    expect(await me({ cookie: 'axoloom_session=of.another-server' })).toBe('local')
    await callWith(bare.url, {})('DELETE', `/v1/keys/${id}`)
    expect(await me(bearer(key))).toBe(401)
    await bare.close()
  })
})
