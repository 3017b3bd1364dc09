import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { RenderError } from '../../../../api/gateway/comfyui/comfy-error.ts'
import { type ComfyuiFault, comfyuiFaults } from '../../../support/comfyui-server/comfyui-faults.ts'
import type { Generation } from '../../../support/comfyui-server/generation.ts'
import { paint } from '../../../support/comfyui-server/picture.ts'
import { seededFaults } from '../../../support/comfyui-server/seeded-faults.ts'
import { fakeServer, openStudio } from './studio.ts'

const generations: readonly Generation[] = ['0.3.64', '0.38']

/** Null: the picture comes all the same. */
const ends: Readonly<Record<ComfyuiFault, null | { reason: string; isRetryable: boolean; message: RegExp }>> = {
  delay: null,
  refused: { reason: 'model-unavailable', isRetryable: false, message: /UNETLoader.*flux1-schnell/ },
  partial: { reason: 'model-unavailable', isRetryable: false, message: /UNETLoader/ },
  'hung-post': null,
  'hung-history': null,
  'hung-view': null,
  'late-answer': null,
  'lost-post': null,
  'lost-answer': null,
  'html-502': null,
  'html-503': null,
  'text-500': null,
  'forbidden-403': null,
  'login-page': null,
  'late-history': null,
  'lost-history': null,
  'history-502': null,
  'history-broken': null,
  'history-lost': null,
  'queue-500': null,
  'no-socket': null,
  'drop-socket': null,
  'drop-at-end': null,
  'silent-end': null,
  'frozen-socket': null,
  'foreign-events': null,
  'foreign-prompts': null,
  'out-of-memory': { reason: 'render-failed', isRetryable: true, message: /ran out of memory in KSampler/ },
  'lost-in-queue': null,
  'lost-in-run': null,
  'restart-at-start': null,
  'restart-in-run': null,
  'restart-at-end': null,
  stall: { reason: 'render-failed', isRetryable: true, message: /still running after 3 s/ },
  'foreign-interrupt': { reason: 'render-failed', isRetryable: true, message: /Somebody stopped/ },
  'late-interrupt': null,
  'deaf-interrupt': null,
  'deleted-file': null,
  'view-404': null,
  'view-502': null,
  'view-page': null,
  'view-tiny': null,
  'view-slow': null,
  'view-cut': null,
  'view-short': null,
  'view-endless': null,
}

/** Queued a second time: the server lost the prompt, or what it made. */
const repeated: readonly string[] = [
  'lost-history',
  'lost-in-queue',
  'lost-in-run',
  'restart-at-start',
  'restart-in-run',
  'restart-at-end',
  'deleted-file',
  'view-404',
] satisfies ComfyuiFault[]

const limits = { renderMs: 3000, answerMs: 1200, postMs: 1200, pictureMs: 1200, unreachableMs: 10_000 }

describe.each(generations)('a fault of %s', (generation) => {
  it.each(Object.entries(ends) as [ComfyuiFault, (typeof ends)[ComfyuiFault]][])(
    '%s leads to its end',
    async (name, end) => {
      const server = await fakeServer({ generation, hasPreviews: true, stepMs: 10 })
      server.script(...comfyuiFaults[name])
      const order = openStudio([server], { timings: limits }).order({ seed: 11, size: 64 })

      if (end === null) {
        const expected = paint({ width: 64, height: 64, text: 'an axolotl', seed: 11 }).rgb
        expect(
          await sharp(await order.picture)
            .raw()
            .toBuffer(),
        ).toEqual(expected)
      } else await expect(order.picture).rejects.toMatchObject({ ...end, message: expect.stringMatching(end.message) })
      expect(order.handles).toHaveLength(repeated.includes(name) ? 2 : 1)
      expect(server.prompts).toHaveLength(name === 'refused' ? 0 : order.handles.length)
      // nothing is left at work behind our back
      expect(server.prompts.filter(({ state }) => state === 'running' || state === 'pending')).toEqual([])
      expect(order.steps.length).toBeLessThanOrEqual(4 * server.prompts.length)
    },
  )
})

describe('random scripts of faults', () => {
  const first = Number(process.env.SEED ?? 1)

  it.each(Array.from({ length: 12 }, (_, i) => first + i))(
    'end with the whole picture or a typed failure: %i',
    async (seed) => {
      const { names, comfyui } = seededFaults(seed)
      const server = await fakeServer({ generation: seed % 2 === 0 ? '0.38' : '0.3.64', stepMs: 5 })
      server.script(...comfyui)
      const order = openStudio([server], { timings: limits }).order({ seed, size: 64 })
      const end = await order.picture.catch((error: unknown) => error)

      if (end instanceof Uint8Array) {
        const expected = paint({ width: 64, height: 64, text: 'an axolotl', seed }).rgb
        expect(await sharp(end).raw().toBuffer(), names.join()).toEqual(expected)
      } else expect(end, names.join()).toBeInstanceOf(RenderError)
      expect(
        server.prompts.filter(({ state }) => state === 'running'),
        names.join(),
      ).toEqual([])
    },
    60_000,
  )
})
