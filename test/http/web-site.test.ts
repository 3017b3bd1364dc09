import { once } from 'node:events'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { startPublicApi } from '../support/public-api.ts'

const builtAt = new Date(0)

/** Not `fetch`, which asks for a whole answer as soon as a caller sets validators. */
async function visit(url: string, headers: OutgoingHttpHeaders = {}) {
  const [response] = (await once(get(url, { headers, agent: false }), 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

it('a wrong address is a page for a person and a problem for a program', async () => {
  const siteDir = await mkdtemp(join(tmpdir(), 'axoloom-site-'))
  await writeFile(join(siteDir, 'index.html'), '<title>Axoloom</title>')
  const api = await startPublicApi({ siteDir })
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
  try {
    const page = await visit(`${api.url}/nothing/here`, browser)
    expect([page.status, page.body, page.headers.vary]).toEqual([404, '<title>Axoloom</title>', 'accept'])
    for (const [path, headers] of [
      ['/nothing/here', {}],
      ['/nothing/here', { accept: '*/*' }],
      ['/v1/nothing', browser],
    ] as const) {
      const problem = await visit(`${api.url}${path}`, headers)
      expect([problem.status, problem.headers['content-type']]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ])
    }
  } finally {
    await api.close()
    await rm(siteDir, { recursive: true, force: true })
  }
})

// All files of an image carry the same time, and the page of the next version is as long as the last one's.
it('a new page reaches a browser that has the old one, also when both have the same time and length', async () => {
  const siteDir = await mkdtemp(join(tmpdir(), 'axoloom-site-'))
  const publish = async (page: string) => {
    await writeFile(join(siteDir, 'index.html'), page)
    await utimes(join(siteDir, 'index.html'), builtAt, builtAt)
  }
  await publish('<script src="/assets/page-aaaa.js"></script>')
  const api = await startPublicApi({ siteDir })
  try {
    const old = await visit(`${api.url}/`)
    const validators = {
      'if-none-match': old.headers.etag ?? '"none"',
      'if-modified-since': old.headers['last-modified'] ?? builtAt.toUTCString(),
    }
    await publish('<script src="/assets/page-bbbb.js"></script>')
    const renewed = await visit(`${api.url}/`, validators)

    expect([old.status, renewed.status, renewed.body]).toEqual([
      200,
      200,
      '<script src="/assets/page-bbbb.js"></script>',
    ])
    expect(renewed.headers['cache-control']).toBe('no-cache')
  } finally {
    await api.close()
    await rm(siteDir, { recursive: true, force: true })
  }
})
