import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PublicApi, postRun, startPublicApi } from '../support/public-api.ts'

let api: PublicApi
let siteDir: string
let isReady = true

beforeAll(async () => {
  siteDir = await mkdtemp(join(tmpdir(), 'axoloom-site-'))
  await mkdir(join(siteDir, 'assets'))
  await writeFile(join(siteDir, 'index.html'), '<!doctype html><title>page</title>')
  await writeFile(join(siteDir, 'assets', 'main-abc123.js'), 'export {}')
  api = await startPublicApi({ siteDir, isReady: () => isReady })
})
afterAll(async () => {
  await api.close()
  await rm(siteDir, { recursive: true })
})

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(api.url + path, { headers })
}

describe('health', () => {
  it('tells that the process lives and what it is', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' })
    expect(await (await get('/version')).json()).toMatchObject({ name: 'axoloom', node: process.version })
  })

  it('tells whether calls are served', async () => {
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready', isWritable: true })
    isReady = false
    const answer = await get('/readyz')
    isReady = true
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
  })
})

describe('metrics', () => {
  it('count runs, attempts, commits and readers', async () => {
    await postRun(api.url, { variations: 3 })
    const answer = await get('/metrics')
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    const text = await answer.text()
    expect(text).toMatch(/^axoloom_runs\{state="running"\} 1$/m)
    expect(text).toMatch(/^axoloom_attempts\{state="queued"\} 3$/m)
    expect(text).toMatch(/^axoloom_commit_events_count [1-9]/m)
    expect(text).toMatch(/^axoloom_commit_seconds_sum /m)
    expect(text).toMatch(/^axoloom_stream_readers 0$/m)
    expect(text).toMatch(/^axoloom_write_queue_depth 0$/m)
    expect(text).toMatch(/^axoloom_build_info\{version="\d+\.\d+\.\d+",node="v24/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds\{quantile="0.99"\} /m)
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]/m)
  })

  it('time requests, but not streams', async () => {
    const { id } = await postRun(api.url)
    await (await get(`/v1/runs/${id}`)).text()
    await (await get(`/v1/runs/${id}/events?follow=false`)).text()
    const text = await (await get('/metrics')).text()
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/v1/runs/:id",status="200"} 1')
    expect(text).not.toContain('route="/v1/runs/:id/events"')
  })
})

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and knows every call', async () => {
    const document = (await (await get('/openapi.json')).json()) as { openapi: string; paths: object }
    expect(document.openapi).toBe('3.1.0')
    const known = [
      '/healthz',
      '/readyz',
      '/v1/artifacts/{id}',
      '/v1/backends',
      '/v1/runs',
      '/v1/runs/{id}',
      '/v1/runs/{id}/cancel',
      '/v1/runs/{id}/events',
      '/v1/runs/{id}/pick',
      '/v1/runs/{id}/restore',
      '/v1/runs/{id}/variations/{index}/cancel',
      '/v1/runs/{id}/variations/{index}/retry',
      '/v1/session',
      '/version',
    ]
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(known))
  })

  it('tells of the headers that make calls repeatable and streams resumable', async () => {
    const { paths } = (await (await get('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
    }
    const headersOf = (path: string, method: string) =>
      paths[path]?.[method]?.parameters?.filter((it) => it.in === 'header').map((it) => it.name)
    expect(headersOf('/v1/runs', 'post')).toEqual(['Idempotency-Key', 'Prefer'])
    expect(headersOf('/v1/runs/{id}', 'get')).toEqual(['If-None-Match', 'Prefer'])
    expect(headersOf('/v1/runs/{id}', 'patch')).toEqual(['If-Match'])
    expect(headersOf('/v1/runs/{id}/events', 'get')).toEqual(['Last-Event-ID'])
  })

  it('is a page that needs nothing from elsewhere and no script', async () => {
    const answer = await get('/docs')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const page = await answer.text()
    expect(page).toContain('<code>/v1/runs/{id}/events</code>')
    expect(page).not.toMatch(/<script|style=|(src|href)="https?:/)
    expect((await get('/docs/style.css')).headers.get('content-type')).toBe('text/css; charset=utf-8')
  })
})

describe('the page', () => {
  it.each(['/', '/runs/01k9zzzzzzzzzzzzzzzzzzzzzz'])('is at %s and asked for each time', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(await answer.text()).toContain('<title>page</title>')
  })

  it('keeps what has a hash in its name', async () => {
    const answer = await get('/assets/main-abc123.js')
    expect(answer.headers.get('cache-control')).toBe('public, immutable, max-age=31536000')
    expect(answer.headers.get('content-type')).toMatch(/javascript/)
  })

  it('has a content policy without exceptions', async () => {
    const policy = (await get('/')).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).not.toMatch(/unsafe|upgrade-insecure/)
  })

  it.each(['/assets/missing.js', '/missing', '/assets/..%2f..%2fpackage.json'])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })
})

describe('a server whose page is not built', () => {
  it('says how to build it', async () => {
    const bare = await startPublicApi()
    const answer = await fetch(bare.url)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('npm run build')
    await bare.close()
  })
})

describe('a request', () => {
  it('keeps a sane id of its own and gets one otherwise', async () => {
    expect((await get('/healthz', { 'x-request-id': 'abc-1' })).headers.get('x-request-id')).toBe('abc-1')
    const made = (await get('/healthz', { 'x-request-id': '"<x>"' })).headers.get('x-request-id')
    expect(made).toMatch(/^[0-9a-z]{26}$/)
  })
})
