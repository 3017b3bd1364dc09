import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem, type Run } from '#contract/api.ts'
import { type PublicApi, postRun, startFirstAttempt, startPublicApi } from '../support/public-api.ts'

let api: PublicApi

beforeAll(async () => {
  api = await startPublicApi()
})
afterAll(() => api.close())

function call(method: string, path: string, headers: Record<string, string> = {}, body?: object): Promise<Response> {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  return fetch(api.url + path, { method, headers: { ...type, ...headers }, body: JSON.stringify(body) ?? null })
}

async function tagOf(path: string): Promise<string> {
  const answer = await call('GET', path)
  await answer.text()
  return answer.headers.get('etag') ?? ''
}

const bytes = Buffer.from('89504e470d0a1a0a', 'hex')

async function endedRun(): Promise<Run> {
  const run = await postRun(api.url)
  const attempt = await startFirstAttempt(api.store, run.id)
  const sha256 = await api.store.blobs.put(bytes)
  const size = { width: 1, height: 1, bytes: bytes.length, sha256, sourceSha256: sha256 }
  const kind = { name: 'sketch-1', kind: 'sketch', step: 'sketch', mediaType: 'image/png' } as const
  await api.store.attempts.addArtifact({ attemptId: attempt.id, owner: 'local', ...kind, ...size })
  await api.store.attempts.end(attempt.id, { exit: 1 }, true)
  return run
}

describe('the tag of a run', () => {
  it('is one of its bytes, for the caller alone, and spares them', async () => {
    const { id } = await postRun(api.url)
    const first = await call('GET', `/v1/runs/${id}`)
    const tag = first.headers.get('etag') ?? ''
    expect(tag).toMatch(/^"[\w-]{22}"$/)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await call('GET', `/v1/runs/${id}`, { 'if-none-match': known })
      expect(again.status).toBe(304)
      expect(again.headers.get('etag')).toBe(tag)
      expect(again.headers.get('x-request-id')).not.toBeNull()
      expect(await again.text()).toBe('')
    }
    expect((await call('GET', `/v1/runs/${id}`, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('is told to HEAD and by PATCH, and is another after each change', async () => {
    const { id } = await postRun(api.url)
    const before = await tagOf(`/v1/runs/${id}`)
    expect((await call('HEAD', `/v1/runs/${id}`)).headers.get('etag')).toBe(before)
    const patched = await call('PATCH', `/v1/runs/${id}`, {}, { priority: 3 })
    const after = patched.headers.get('etag')
    expect(after).not.toBe(before)
    expect(await tagOf(`/v1/runs/${id}`)).toBe(after)
  })

  it('is none for what must not be kept, and for refusals', async () => {
    expect((await call('GET', '/v1/backends')).headers.get('etag')).toBeNull()
    expect((await call('GET', '/v1/runs/01k9zzzzzzzzzzzzzzzzzzzzzz')).headers.get('etag')).toBeNull()
  })
})

describe('If-Match', () => {
  const changes: readonly [method: string, path: string, body?: object][] = [
    ['PATCH', '', { labels: { a: 'b' } }],
    ['PUT', '/pick', { variation: 0 }],
    ['DELETE', '/pick'],
    ['DELETE', ''],
  ]

  it.each(changes)('keeps %s %s from what its caller has not seen', async (method, path, body) => {
    const { id } = await endedRun()
    const old = await tagOf(`/v1/runs/${id}`)
    await call('PATCH', `/v1/runs/${id}`, {}, { priority: 7 })
    const refused = await call(method, `/v1/runs/${id}${path}`, { 'if-match': old }, body)
    expect(refused.status).toBe(412)
    expect(Problem.parse(await refused.json()).type).toBe('urn:axoloom:problem:precondition-failed')
    expect(await (await call('GET', `/v1/runs/${id}`)).json()).toMatchObject({ priority: 7, labels: {}, pick: null })

    const now = await tagOf(`/v1/runs/${id}`)
    const done = await call(method, `/v1/runs/${id}${path}`, { 'if-match': `"x", W/${now}` }, body)
    expect(done.ok).toBe(true)
  })

  it('lets one of many with the same tag through', async () => {
    const { id } = await postRun(api.url)
    const tag = await tagOf(`/v1/runs/${id}`)
    const priorities = Array.from({ length: 8 }, (_, i) => i + 1)
    const answers = await Promise.all(
      priorities.map((priority) => call('PATCH', `/v1/runs/${id}`, { 'if-match': tag }, { priority })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)])
  })

  it('says 404 of what is not there at all', async () => {
    const answer = await call('PATCH', '/v1/runs/01k9zzzzzzzzzzzzzzzzzzzzzz', { 'if-match': '*' }, { priority: 1 })
    expect(answer.status).toBe(404)
  })
})

describe('health', () => {
  it.each(['/healthz', '/readyz', '/version'])('is asked for anew each time: %s', async (path) => {
    const answer = await call('GET', path, { 'if-none-match': '*' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('etag')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})
