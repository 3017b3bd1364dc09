import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BuildTarget, bringUpToDate, hashInputs } from '../../scripts/build-target.ts'

let root: string
let builds: number

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'axoloom-build-'))
  builds = 0
  mkdirSync(join(root, 'web/dist'), { recursive: true })
  mkdirSync(join(root, 'web/src'))
  writeFileSync(join(root, 'web/src/a.ts'), 'ab')
  writeFileSync(join(root, 'web/src/b.ts'), 'c')
  writeFileSync(join(root, 'lock.json'), '{}')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const target = (): BuildTarget => ({
  name: 'web',
  inputs: ['web', 'lock.json'],
  output: 'web/dist/index.html',
  build: async () => {
    builds += 1
    writeFileSync(join(root, 'web/dist/index.html'), String(builds))
  },
})

describe('a build target', () => {
  it('is built once and then left alone', async () => {
    expect(await bringUpToDate(root, target())).toBeGreaterThan(0)
    expect(await bringUpToDate(root, target())).toBeNull()
    expect(builds).toBe(1)
  })

  const changes: readonly [what: string, change: () => void][] = [
    ['an input is changed', () => writeFileSync(join(root, 'web/src/a.ts'), 'AB')],
    ['a file is added', () => writeFileSync(join(root, 'web/src/c.ts'), '')],
    ['a file is deleted', () => rmSync(join(root, 'web/src/b.ts'))],
    [
      'bytes move from one file to the next',
      () => {
        writeFileSync(join(root, 'web/src/a.ts'), 'a')
        writeFileSync(join(root, 'web/src/b.ts'), 'bc')
      },
    ],
    ['a single input file is changed', () => writeFileSync(join(root, 'lock.json'), '{"a":1}')],
    [
      'its result is gone',
      () => rmSync(join(root, 'web/dist'), { recursive: true }) ?? mkdirSync(join(root, 'web/dist')),
    ],
  ]

  it.each(changes)('is built again when %s', async (_what, change) => {
    await bringUpToDate(root, target())
    change()
    await bringUpToDate(root, target())
    expect(builds).toBe(2)
  })

  it('is not up to date after a build that failed, although the old result is there', async () => {
    await bringUpToDate(root, target())
    writeFileSync(join(root, 'web/src/a.ts'), 'broken')
    const failing = { ...target(), build: () => Promise.reject(new Error('no')) }
    await expect(bringUpToDate(root, failing)).rejects.toThrow('no')
    writeFileSync(join(root, 'web/src/a.ts'), 'ab')

    expect(await bringUpToDate(root, target())).not.toBeNull()
  })

  it('does not count its own result as an input', async () => {
    const before = await hashInputs(root, ['web'])
    writeFileSync(join(root, 'web/dist/index.html'), 'new')
    expect(await hashInputs(root, ['web'])).toBe(before)
  })
})
