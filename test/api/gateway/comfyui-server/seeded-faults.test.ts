import { describe, expect, it } from 'vitest'
import { comfyuiFaults, silentFaults } from '../../../support/comfyui-server/comfyui-faults.ts'
import { seededFaults } from '../../../support/comfyui-server/seeded-faults.ts'
import { fluxGraph } from './flux-graph.ts'
import { startServer, submit } from './wire.ts'

const seeds = Array.from({ length: 100 }, (_, seed) => seed)

describe('faults from a seed', () => {
  it('are the same for the same seed, and others for others', () => {
    const scripts = seeds.map((seed) => JSON.stringify(seededFaults(seed)))

    expect(seeds.map((seed) => JSON.stringify(seededFaults(seed)))).toEqual(scripts)
    expect(new Set(scripts).size).toBe(100)
  })

  it('meet every fault within a hundred seeds, and no silence where none is wanted', () => {
    const met = new Set(seeds.flatMap((seed) => seededFaults(seed).names))
    const loud = seeds.flatMap((seed) => seededFaults(seed, { hasSilence: false }).names)

    expect(Object.keys(comfyuiFaults).filter((name) => !met.has(name))).toEqual([])
    expect(loud.filter((name) => silentFaults.includes(name))).toEqual([])
  })

  it.each(seeds.slice(0, 20))('leave a server that works again: %i', async (seed) => {
    await using server = await startServer()
    const { names, comfyui } = seededFaults(seed, { hasSilence: false })
    server.script(...comfyui)

    let successes = 0
    for (let tries = 0; successes === 0 && tries < 15; tries++) {
      const [posted] = await Promise.allSettled([submit(server.url, fluxGraph({ seed: tries }))])
      // a restart of the script may still be on its way
      await server.comeUp()
      if (posted?.status !== 'fulfilled') continue
      const { state } = await server.settled(posted.value)
      if (state === 'success') successes++
    }

    expect(successes, names.join(', ')).toBe(1)
  })
})
