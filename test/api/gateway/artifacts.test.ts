import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, png, putPicture, startTestGateway, type TestGateway, type Work } from '../../support/test-gateway.ts'
import { asOwner, until } from '../../support/test-store.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

const put = ({ token }: Work, bytes: Uint8Array<ArrayBuffer>, name?: string, query?: string) =>
  putPicture(gateway.url, token, bytes, name, query)
const pictures = (runId: string) => gateway.events(runId).filter(({ type }) => type === 'artifact')

describe('a picture', () => {
  it('is stored, re-encoded, and told once however often it is sent', async () => {
    const work = await gateway.work()
    const bytes = await png(20, 10)
    const answers = [await put(work, bytes), await put(work, bytes)]
    const [first, second] = (await Promise.all(answers.map((answer) => answer.json()))) as { id: string }[]

    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(second).toEqual(first)
    expect(pictures(work.runId)).toHaveLength(1)
    expect(pictures(work.runId)[0]).toMatchObject({
      variation: 0,
      attempt: 1,
      data: { id: first?.id, kind: 'sketch', step: 'sketch', mediaType: 'image/png', width: 20, height: 10 },
    })
    const stored = await gateway.store.artifacts.get('local', first?.id ?? '')
    const info = await sharp(await readFile(stored.path)).metadata()
    expect([info.format, info.width, info.height]).toEqual(['png', 20, 10])
  })

  it('is told once when it is sent ten times at the same moment', async () => {
    const work = await gateway.work()
    const bytes = await png(12, 12)
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await put(work, bytes)).status))

    expect(statuses.filter((status) => status === 200 || status === 429)).toHaveLength(10)
    expect(pictures(work.runId)).toHaveLength(1)
  })

  it('is a conflict under the name of another', async () => {
    const work = await gateway.work()
    await put(work, await png(4, 4, '#ffffff'))

    expect((await put(work, await png(4, 4, '#000000'))).status).toBe(409)
    expect((await put(work, await png(4, 4, '#000000'), 'sketch-2')).status).toBe(200)
    expect(pictures(work.runId)).toHaveLength(2)
  })

  it('loses what hides in it', async () => {
    const work = await gateway.work()
    const canary = 'canary-metadata-9921'
    const plain = Buffer.from(await png(8, 8))
    const text = chunk('tEXt', Buffer.from(`Comment\0${canary}`))
    const bytes = new Uint8Array(Buffer.concat([plain.subarray(0, 33), text, plain.subarray(33), Buffer.from(canary)]))
    const answer = await put(work, bytes)
    const { id } = (await answer.json()) as { id: string }
    const stored = await gateway.store.artifacts.get('local', id)

    expect(Buffer.from(bytes).includes(canary)).toBe(true)
    expect((await readFile(stored.path)).includes(canary)).toBe(false)
  })

  it('is taken at 4096 pixels a side and not at 4097', async () => {
    const work = await gateway.work()

    expect((await put(work, await png(4096, 2), 'wide')).status).toBe(200)
    expect((await put(work, await png(4097, 2), 'too-wide')).status).toBe(400)
    expect((await put(work, await png(2, 4097), 'too-high')).status).toBe(400)
  })

  const faults: readonly [what: string, make: () => Promise<Uint8Array<ArrayBuffer>>][] = [
    ['words', async () => new Uint8Array(Buffer.from('not a picture'))],
    ['nothing', async () => new Uint8Array()],
    ['the beginning of one', async () => (await png(64, 64)).slice(0, 90)],
    ['one that ends early', async () => (await noise(128)).slice(0, 20_000)],
    [
      'a JPEG',
      async () =>
        new Uint8Array(
          await sharp(await png(8, 8))
            .jpeg()
            .toBuffer(),
        ),
    ],
    [
      'an SVG',
      async () => new Uint8Array(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
    ],
    ['a wrong checksum', async () => spoilt(await png(8, 8))],
    ['a bomb of 65,000 by 65,000', async () => bomb(65_000, 65_000)],
    ['a bomb of 4096 by 60,000', async () => bomb(4096, 60_000)],
    ['a bomb in its text', async () => withBombText(await png(8, 8))],
  ]

  it.each(faults)('that is %s is refused or made harmless, and the next one is fine', async (what, make) => {
    const work = await gateway.work()
    const answer = await put(work, await make(), 'bad')

    if (what !== 'a bomb in its text') expect(answer.status).toBe(400)
    expect(answer.status).toBeLessThan(500)
    expect((await put(work, await png(8, 8), 'good')).status).toBe(200)
  })

  it('of more bytes than are taken is refused', async () => {
    const work = await gateway.work()

    expect((await put(work, new Uint8Array(33 * 1024 * 1024))).status).toBe(413)
  })

  it('needs a name, a kind and a step', async () => {
    const work = await gateway.work()
    const bytes = await png(4, 4)

    expect((await put(work, bytes, '..%2F..%2Fetc')).status).toBe(400)
    expect((await put(work, bytes, 'Sketch')).status).toBe(400)
    expect((await put(work, bytes, 'a', 'kind=sketch')).status).toBe(400)
    expect((await put(work, bytes, 'a', 'kind=movie&step=sketch')).status).toBe(400)
    expect((await put(work, bytes, 'a', 'kind=sketch&step=sketch&owner=eve')).status).toBe(400)
  })

  it('is not taken after a cancel', async () => {
    const work = await gateway.work()
    await gateway.store.runs.cancelRun(work.runId, asOwner)

    expect((await put(work, await png(4, 4))).status).toBe(401)
    expect(pictures(work.runId)).toEqual([])
  })

  it('is refused before its bytes are sent when nobody may send it, or too many are on their way', async () => {
    const work = await gateway.work()
    expect((await announce('axr_forged')).status).toBe(401)
    const first = await announce(work.token, 'sketch-1')
    const second = await announce(work.token, 'sketch-2')
    await until(async () => (await announce(work.token, 'sketch-3')).status === 429, 'the third to be refused')
    first.leave()
    second.leave()
    const bytes = await png(3, 3)

    await until(async () => (await put(work, bytes)).status === 200, 'a picture to be taken again')
  })

  it('is one of a bounded number', async () => {
    const work = await gateway.work()
    const bytes = await png(2, 2)
    let last = 0
    for (let i = 0; i < 100 && last !== 409; i++) last = (await put(work, bytes, `sketch-${i}`)).status

    expect(last).toBe(409)
    expect(pictures(work.runId).length).toBeLessThan(100)
  })
})

/** Sends the head of an upload and waits a moment for an answer; status 0 without one. */
async function announce(token: string, name = 'sketch-1'): Promise<{ status: number; leave(): void }> {
  const request = httpRequest(`${gateway.url}/agent/v1/artifacts/${name}?kind=sketch&step=sketch`, {
    method: 'PUT',
    agent: false,
    headers: { ...bearer(token), 'content-type': 'image/png', 'content-length': 30_000_000 },
  })
  request.on('error', () => {})
  request.flushHeaders()
  const answered = once(request, 'response').then(([response]) => response.statusCode as number)
  const status = await Promise.race([answered, delay(500, 0)])
  if (status !== 0) request.destroy()
  return { status, leave: () => request.destroy() }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG of a few kilobytes that says it is that large. */
function bomb(width: number, height: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(Math.min(64 * 1024 * 1024, (Math.ceil(width / 8) + 1) * height)))
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]),
  )
}

function withBombText(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const plain = Buffer.from(bytes)
  const text = Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(200 * 1024 * 1024))])
  return new Uint8Array(Buffer.concat([plain.subarray(0, 33), chunk('zTXt', text), plain.subarray(33)]))
}

async function noise(side: number): Promise<Uint8Array<ArrayBuffer>> {
  const raw = randomBytes(side * side * 3)
  return new Uint8Array(
    await sharp(raw, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toBuffer(),
  )
}

function spoilt(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes)
  const at = bytes.indexOf(0x49, 40) + 6
  copy[at] = 255 - (bytes[at] ?? 0)
  return copy
}
