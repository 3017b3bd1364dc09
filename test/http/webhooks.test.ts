import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '#contract/api.ts'
import { NewWebhook, Webhook, WebhookDeliveryList, WebhookList } from '#contract/webhooks.ts'
import { type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'

const KEY = 'a-key-of-the-operator'
const URL_OUTSIDE = 'https://hooks.example.org/axoloom?token=1'

let api: PublicApi
let otherKey: string

beforeAll(async () => {
  api = await startPublicApi({ env: { API_KEYS: KEY } })
  const made = await call('POST', '/v1/keys', { name: 'other', owner: 'other', scopes: ['read', 'run'] })
  otherKey = ((await made.json()) as { key: string }).key
})
afterAll(() => api.close())

function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  return fetch(api.url + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, ...type, ...headers },
    body: JSON.stringify(body) ?? null,
  })
}

async function create(body: object = {}, headers: Record<string, string> = {}): Promise<NewWebhook> {
  const answer = await call('POST', '/v1/webhooks', { url: URL_OUTSIDE, ...body }, headers)
  expect(answer.status).toBe(201)
  return NewWebhook.parse(await answer.json())
}

describe('a webhook', () => {
  it('is made with a secret that is shown once', async () => {
    const answer = await call('POST', '/v1/webhooks', { url: URL_OUTSIDE, description: ' for us ' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const made = NewWebhook.parse(await answer.json())
    expect(answer.headers.get('location')).toBe(`/v1/webhooks/${made.id}`)
    expect(made).toMatchObject({ isEnabled: true, description: 'for us', disabledReason: null })
    expect(made.events).toEqual(['run.ended', 'batch.ended', 'pick.made'])
    expect(Buffer.from(made.secret.replace('whsec_', ''), 'base64')).toHaveLength(32)
    const { secret, ...shown } = made
    const read = await (await call('GET', `/v1/webhooks/${made.id}`)).text()
    expect(JSON.parse(read)).toEqual(shown)
    expect(read).not.toContain(secret)
    const list = WebhookList.parse(await (await call('GET', '/v1/webhooks?limit=1')).json())
    expect(list.data).toEqual([shown])
  })

  it('is made once for an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'once' }
    const first = await create({}, headers)
    expect(await create({}, headers)).toEqual(first)
  })

  it.each([
    'http://127.0.0.1:8000/',
    'http://localhost/hook',
    'https://10.0.0.8/hook',
    'http://[::1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://2130706433/',
    'http://metadata.google.internal/',
    'http://user:password@hooks.example.org/',
  ])('cannot be at %s', async (url) => {
    const answer = await call('POST', '/v1/webhooks', { url })
    expect(answer.status).toBe(400)
    const problem = (await answer.json()) as Problem
    expect(problem.errors).toMatchObject([{ pointer: '/url', detail: expect.stringMatching(/^must /) }])
    const made = await create()
    expect((await call('PATCH', `/v1/webhooks/${made.id}`, { url })).status).toBe(400)
    await call('DELETE', `/v1/webhooks/${made.id}`)
  })

  it.each([{ url: 'ftp://example.org/' }, { url: URL_OUTSIDE, events: [] }, { url: URL_OUTSIDE, events: ['x'] }, {}])(
    'is not made of %j',
    async (body) => expect((await call('POST', '/v1/webhooks', body)).status).toBe(400),
  )

  it('is changed, turned off and on, and only while it is as the caller saw it', async () => {
    const { id } = await create()
    const path = `/v1/webhooks/${id}`
    const tag = (await call('GET', path)).headers.get('etag') ?? ''
    const off = await call('PATCH', path, { isEnabled: false, events: ['pick.made'] }, { 'if-match': tag })
    expect(Webhook.parse(await off.json())).toMatchObject({
      isEnabled: false,
      events: ['pick.made'],
      disabledReason: 'It was turned off by hand.',
    })
    expect((await call('PATCH', path, { isEnabled: true }, { 'if-match': tag })).status).toBe(412)
    const on = Webhook.parse(await (await call('PATCH', path, { isEnabled: true })).json())
    expect(on).toMatchObject({ isEnabled: true, disabledReason: null, events: ['pick.made'] })
    expect((await call('DELETE', path, undefined, { 'if-match': tag })).status).toBe(412)
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('GET', path)).status).toBe(404)
    expect((await call('DELETE', path)).status).toBe(404)
  })

  it('gets a new secret', async () => {
    const made = await create()
    const answer = await call('POST', `/v1/webhooks/${made.id}/rotate`)
    const rotated = NewWebhook.parse(await answer.json())
    expect(rotated.secret).not.toBe(made.secret)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('shows what it was told and sends it again', async () => {
    const { id } = await create({ events: ['run.ended'] })
    const run = await postRun(api.url, {}, { authorization: `Bearer ${KEY}` })
    await call('POST', `/v1/runs/${run.id}/cancel`)
    const list = WebhookDeliveryList.parse(await (await call('GET', `/v1/webhooks/${id}/deliveries`)).json())
    expect(list.data).toMatchObject([{ type: 'run.ended', state: 'pending', tries: 0 }])
    const again = await call('POST', `/v1/webhooks/${id}/deliveries/${list.data[0]?.id}/redeliver`)
    expect(again.status).toBe(202)
    const unknown = await call('POST', `/v1/webhooks/${id}/deliveries/${run.id}/redeliver`)
    expect(unknown.status).toBe(404)
  })

  it('is nobody else’s to see, change or use', async () => {
    const { id } = await create({ events: ['run.ended'] })
    const run = await postRun(api.url, {}, { authorization: `Bearer ${KEY}` })
    await call('POST', `/v1/runs/${run.id}/cancel`)
    const list = WebhookDeliveryList.parse(await (await call('GET', `/v1/webhooks/${id}/deliveries`)).json())
    const delivery = list.data[0]?.id
    const as = { authorization: `Bearer ${otherKey}` }
    const calls: [string, string, unknown?][] = [
      ['GET', `/v1/webhooks/${id}`],
      ['PATCH', `/v1/webhooks/${id}`, { isEnabled: false }],
      ['DELETE', `/v1/webhooks/${id}`],
      ['POST', `/v1/webhooks/${id}/rotate`],
      ['GET', `/v1/webhooks/${id}/deliveries`],
      ['POST', `/v1/webhooks/${id}/deliveries/${delivery}/redeliver`],
    ]
    for (const [method, path, body] of calls) expect((await call(method, path, body, as)).status, path).toBe(404)
    expect(WebhookList.parse(await (await call('GET', '/v1/webhooks', undefined, as)).json()).data).toEqual([])
  })

  it('is one of at most twenty', async () => {
    const as = { authorization: `Bearer ${otherKey}` }
    for (let i = 0; i < 20; i++) await create({}, as)
    const answer = await call('POST', '/v1/webhooks', { url: URL_OUTSIDE }, as)
    expect(answer.status).toBe(409)
    expect(((await answer.json()) as Problem).detail).toContain('Delete one first')
  })
})
