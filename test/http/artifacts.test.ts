import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PublicApi, postRun, startFirstAttempt, startPublicApi } from '../support/public-api.ts'

const bytes = Buffer.from('89504e470d0a1a0a', 'hex')

let api: PublicApi
let sha256: string
let png: string
let svg: string

beforeAll(async () => {
  api = await startPublicApi()
  const { id: runId } = await postRun(api.url)
  const attempt = await startFirstAttempt(api.store, runId)
  sha256 = await api.store.blobs.put(bytes)
  const add = async (name: string, mediaType: string) => {
    const size = { width: 1, height: 1, bytes: bytes.length, sha256, sourceSha256: sha256 }
    const kind = { name, kind: 'sketch', step: 'sketch', mediaType } as const
    const added = await api.store.attempts.addArtifact({ attemptId: attempt.id, owner: 'local', ...kind, ...size })
    return `${api.url}/v1/artifacts/${added.id}`
  }
  png = await add('sketch-1', 'image/png')
  svg = await add('sketch-2', 'image/svg+xml')
})
afterAll(() => api.close())

describe('a picture', () => {
  it('comes as its bytes, to be kept for ever and trusted for nothing', async () => {
    const answer = await fetch(png)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': '8',
      'cache-control': 'private, immutable, max-age=31536000',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': 'inline; filename="axolotl-1-attempt-1-sketch.png"',
      'x-content-type-options': 'nosniff',
      etag: `"${sha256}"`,
    })
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  })

  it('is not sent again to who has it', async () => {
    for (const known of [`"${sha256}"`, `W/"${sha256}"`, `"other", "${sha256}"`, '*']) {
      const answer = await fetch(png, { headers: { 'if-none-match': known } })
      expect(answer.status).toBe(304)
      expect(await answer.text()).toBe('')
    }
    expect((await fetch(png, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  it('tells its size to HEAD', async () => {
    const answer = await fetch(png, { method: 'HEAD' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe('8')
  })

  it('is saved under a readable name on demand', async () => {
    const answer = await fetch(`${png}?download`)
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="axolotl-1-attempt-1-sketch.png"')
  })

  it('is never shown in place when it could hold a script', async () => {
    const answer = await fetch(svg)
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="axolotl-1-attempt-1-sketch.svg"')
  })
})
