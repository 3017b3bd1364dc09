import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installDependencies, isInstalled } from '../../scripts/install.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'axoloom-install-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const wanted = {
  '': { name: 'axoloom', version: '1.0.0' },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
  'node_modules/esbuild-other': { version: '0.28.2', integrity: 'sha512-b', optional: true },
}

function writeLocks(present: object | null): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }))
  if (present === null) return
  mkdirSync(join(root, 'node_modules'))
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }))
  for (const path of Object.keys(present)) {
    mkdirSync(join(root, path))
    writeFileSync(join(root, path, 'package.json'), '{}')
  }
}

describe('what is installed', () => {
  const zod = wanted['node_modules/zod']
  const rows: readonly [what: string, present: object | null, isEnough: boolean][] = [
    ['nothing', null, false],
    ['all that is wanted on this machine', { 'node_modules/zod': zod }, true],
    ['more than is wanted', { 'node_modules/zod': zod, 'node_modules/extra': { version: '1.0.0' } }, true],
    ['another version', { 'node_modules/zod': { ...zod, version: '4.6.6' } }, false],
    ['other bytes of the same version', { 'node_modules/zod': { ...zod, integrity: 'sha512-c' } }, false],
    ['a part', {}, false],
    [
      'an optional package in another version',
      { 'node_modules/zod': zod, 'node_modules/esbuild-other': { version: '0.28.1' } },
      false,
    ],
  ]

  it.each(rows)('is told from what is wanted: %s', async (_what, present, isEnough) => {
    writeLocks(present)
    expect(await isInstalled(root)).toBe(isEnough)
  })

  it('is not enough when a package was deleted by hand', async () => {
    writeLocks({ 'node_modules/zod': zod })
    rmSync(join(root, 'node_modules/zod'), { recursive: true })
    expect(await isInstalled(root)).toBe(false)
  })

  it('is nothing after an npm that was killed while it wrote its list', async () => {
    writeLocks({})
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{"packages":{"node_mod')
    expect(await isInstalled(root)).toBe(false)
  })

  it('cannot be told without a lock file', async () => {
    await expect(isInstalled(root)).rejects.toThrow('not a whole copy of Axoloom')
  })
})

describe('installing', () => {
  const linked = { name: 'a', version: '1.0.0', dependencies: { b: 'file:./b' } }

  beforeEach(() => {
    mkdirSync(join(root, 'b'))
    writeFileSync(join(root, 'b', 'package.json'), '{"name":"b","version":"1.0.0"}')
    writeFileSync(join(root, 'package.json'), JSON.stringify(linked))
  })

  it('brings what is missing and has nothing to do the second time', async () => {
    const packages = { '': linked, b: { version: '1.0.0' }, 'node_modules/b': { resolved: 'b', link: true } }
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ ...linked, lockfileVersion: 3, packages }))

    await installDependencies(root)

    expect(await isInstalled(root)).toBe(true)
  })

  it('ends with what to do and the first words of npm when npm fails', async () => {
    const packages = { '': { name: 'a', version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ name: 'a', lockfileVersion: 3, packages }))

    const installing = installDependencies(root)

    await expect(installing).rejects.toThrow('do not fit together: run `npm install`')
    await expect(installing).rejects.toThrow('Missing: b@1.0.0 from lock file')
  })
})
