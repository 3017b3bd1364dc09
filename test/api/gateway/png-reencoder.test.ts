import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../api/errors.ts'
import { PngReencoder } from '../../../api/gateway/png-reencoder.ts'
import { png } from '../../support/test-gateway.ts'
import { until } from '../../support/test-store.ts'

let pngs: PngReencoder
afterEach(() => pngs.close())

/** Pixels without any order: the slowest there are to encode. */
async function noise(side: number): Promise<Buffer> {
  const raw = { width: side, height: side, channels: 3 } as const
  return sharp(randomBytes(side * side * 3), { raw })
    .png({ compressionLevel: 0 })
    .toBuffer()
}

/** Process ids of the re-encoders that this process has started. */
async function workerPids(): Promise<number[]> {
  const threads = await readdir(`/proc/${process.pid}/task`)
  const read = (path: string) => readFile(path, 'utf8').catch(() => '')
  const children = await Promise.all(threads.map((id) => read(`/proc/${process.pid}/task/${id}/children`)))
  const pids = children.join(' ').split(' ').filter(Boolean).map(Number)
  const commands = await Promise.all(pids.map((pid) => read(`/proc/${pid}/cmdline`)))
  return pids.filter((_pid, i) => commands[i]?.includes('png-worker'))
}

describe('a picture that takes too long', () => {
  it('is refused', async () => {
    pngs = new PngReencoder({ pictureMs: 1 })
    const slow = pngs.reencode(await noise(500))

    await expect(slow).rejects.toThrow(/could not be decoded/)
  })
})

describe.skipIf(process.platform !== 'linux')('a picture that takes the decoder down', () => {
  it('does not take those down that wait beside it', async () => {
    pngs = new PngReencoder()
    const sources = await Promise.all(Array.from({ length: 4 }, () => noise(1200)))
    const answers = Promise.allSettled(sources.map((source) => pngs.reencode(source)))
    await until(async () => (await workerPids()).length > 0, 'a decoder')
    for (const pid of await workerPids()) process.kill(pid, 'SIGKILL')

    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  })
})

describe('a stop', () => {
  it('refuses the pictures that wait as for a while', async () => {
    pngs = new PngReencoder()
    const source = await png(16, 16)
    const answers = Promise.allSettled(Array.from({ length: 3 }, () => pngs.reencode(source)))
    pngs.close()

    for (const answer of await answers) {
      expect(answer.status === 'rejected' && answer.reason instanceof AppError && answer.reason.kind).toBe(
        'unavailable',
      )
    }
  })
})
