import { readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { agentEntry, buildAgent } from '../../scripts/build-agent.ts'

const folder = dirname(agentEntry)

describe('buildAgent', () => {
  it('leaves parts of earlier builds to agents that still run, and sweeps them later', async () => {
    const recent = join(folder, 'chunk-TESTNEW.mjs')
    const old = join(folder, 'chunk-TESTOLD.mjs')
    await buildAgent()
    await Promise.all([writeFile(recent, ''), writeFile(old, '')])
    const threeHoursAgo = new Date(Date.now() - 3 * 3_600_000)
    await utimes(old, threeHoursAgo, threeHoursAgo)
    await buildAgent()
    const names = await readdir(folder)
    await rm(recent)
    expect(names).toEqual(expect.arrayContaining(['agent.mjs', 'resvg.wasm', 'chunk-TESTNEW.mjs']))
    expect(names).not.toContain('chunk-TESTOLD.mjs')
  })
})
