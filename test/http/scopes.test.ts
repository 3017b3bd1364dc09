import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KeyScope, type Me } from '#contract/keys.ts'
import { type ApiCaller, bearer, newCaller, SETTINGS_KEY } from '../support/api-caller.ts'
import { type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'

let api: PublicApi
let runId: string
const callers = new Map<KeyScope, ApiCaller>()

beforeAll(async () => {
  api = await startPublicApi({ env: { API_KEYS: SETTINGS_KEY } })
  runId = (await postRun(api.url, {}, bearer(SETTINGS_KEY))).id
  for (const scope of KeyScope.options) callers.set(scope, await newCaller(api.url, { scopes: [scope] }))
})
afterAll(() => api.close())

async function statusOf(scope: KeyScope, method: string, path: string, body?: unknown): Promise<number> {
  const answer = await callers.get(scope)?.call(method, path.replace('RUN', runId), body)
  await answer?.body?.cancel()
  return answer?.status ?? 0
}

describe('a caller with scope', () => {
  const brief = 'an axolotl'
  const calls: readonly [allowed: KeyScope[], method: string, path: string, body?: unknown][] = [
    [['read', 'admin'], 'GET', '/v1/runs'],
    [['read', 'admin'], 'HEAD', '/v1/runs'],
    [['read', 'admin'], 'GET', '/v1/runs/RUN'],
    [['read', 'admin'], 'GET', '/v1/runs/RUN/events?follow=false'],
    [['read', 'admin'], 'GET', '/v1/artifacts/01k9zzzzzzzzzzzzzzzzzzzzzz'],
    [['read', 'admin'], 'GET', '/v1/backends'],
    [['run', 'admin'], 'POST', '/v1/runs', { brief, variations: 1 }],
    [['run', 'admin'], 'POST', '/v1/runs?dryRun=true', { brief }],
    [['run', 'admin'], 'POST', '/v1/runs/RUN/cancel'],
    [['run', 'admin'], 'POST', '/v1/runs/RUN/variations/0/cancel'],
    [['run', 'admin'], 'POST', '/v1/runs/RUN/variations/0/retry'],
    [['run', 'admin'], 'PUT', '/v1/runs/RUN/pick', { variation: 0 }],
    [['run', 'admin'], 'DELETE', '/v1/runs/RUN/pick'],
    [['run', 'admin'], 'PATCH', '/v1/runs/RUN', { priority: 1 }],
    [['run', 'admin'], 'DELETE', '/v1/runs/RUN'],
    [['run', 'admin'], 'POST', '/v1/runs/RUN/restore'],
    [['read', 'admin'], 'GET', '/v1/batches'],
    [['batch', 'admin'], 'POST', '/v1/batches', { customId: 'a', brief }],
    [['batch', 'admin'], 'POST', '/v1/batches/RUN/pause'],
    [['batch', 'admin'], 'PUT', '/v1/batches/RUN/rows/0/choice', { variation: 0 }],
    [['read', 'admin'], 'GET', '/v1/webhooks'],
    [['run', 'admin'], 'POST', '/v1/webhooks', { url: 'https://hooks.example/' }],
    [['admin'], 'GET', '/v1/keys'],
    [['admin'], 'POST', '/v1/keys', { name: 'x' }],
    [['admin'], 'DELETE', '/v1/keys/01k9zzzzzzzzzzzzzzzzzzzzzz'],
    [['read', 'run', 'batch', 'admin'], 'GET', '/v1/me'],
    [['read', 'run', 'batch', 'admin'], 'DELETE', '/v1/session'],
  ]

  const cases = calls.flatMap(([allowed, method, path, body]) =>
    KeyScope.options.map((scope) => ({ scope, method, path, body, isAllowed: allowed.includes(scope) })),
  )

  it.each(cases)('$scope: $method $path is allowed: $isAllowed', async ({ scope, method, path, body, isAllowed }) => {
    expect((await statusOf(scope, method, path, body)) !== 403).toBe(isAllowed)
  })

  it('is told which one it lacks', async () => {
    const answer = await callers.get('read')?.call('POST', '/v1/runs', { brief })
    expect(await answer?.json()).toMatchObject({
      type: 'urn:axoloom:problem:forbidden',
      status: 403,
      detail: 'This call needs a key with the scope "run"; this key has: read.',
    })
  })

  it('admin of another owner is not asked how the installation is', async () => {
    const admin = await newCaller(api.url, { owner: 'ada', scopes: ['admin'] })
    for (const [method, path] of [
      ['GET', '/v1/doctor'],
      ['GET', '/v1/doctor/bundle'],
      ['POST', '/v1/doctor/fix'],
    ] as const) {
      const answer = await admin.call(method, path, method === 'POST' ? { id: 'x' } : undefined)
      expect([path, answer.status]).toEqual([path, 403])
      expect(await answer.json()).toMatchObject({
        detail:
          'This call needs a key with the scope "admin" of the owner "local"; this key has: admin of the owner "ada".',
      })
    }
  })

  it('sees its scopes', async () => {
    const me = (await (await callers.get('batch')?.call('GET', '/v1/me'))?.json()) as Me
    expect(me.scopes).toEqual(['batch'])
  })
})
