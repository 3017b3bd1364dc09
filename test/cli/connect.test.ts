import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../cli/config.ts'
import { chooseServer, serverUrl } from '../../cli/connect.ts'
import { readContexts, writeContexts } from '../../cli/contexts.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axoloom-contexts-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const configOf = (env: Record<string, string> = {}) => readConfig({ XDG_CONFIG_HOME: folder, ...env })

describe('the server that is asked', () => {
  const asked = (server?: string, context?: string) => ({ server, context })
  beforeEach(() =>
    writeContexts(configOf().contextsPath, {
      current: 'here',
      contexts: { here: { server: 'http://here:1' }, there: { server: 'https://there', key: 'key-of-there' } },
    }),
  )
  const rows: readonly [
    what: string,
    env: Record<string, string>,
    server: string | undefined,
    context: string | undefined,
    url: string,
    key: string | null,
  ][] = [
    ['the current context', {}, undefined, undefined, 'http://here:1', null],
    ['a context by its name, with its key', {}, undefined, 'there', 'https://there', 'key-of-there'],
    [
      'a context of the environment',
      { AXOLOOM_CONTEXT: 'there' },
      undefined,
      undefined,
      'https://there',
      'key-of-there',
    ],
    ['an address of the environment', { AXOLOOM_URL: 'http://env:2' }, undefined, undefined, 'http://env:2', null],
    [
      'the option before the environment',
      { AXOLOOM_URL: 'http://env:2' },
      undefined,
      'there',
      'https://there',
      'key-of-there',
    ],
    ['an address before all, and no key of a context', {}, 'opt:3', 'there', 'http://opt:3', null],
    ['the key of the environment', { AXOLOOM_KEY: 'k' }, 'opt:3', undefined, 'http://opt:3', 'k'],
    ['a context’s own key before that', { AXOLOOM_KEY: 'k' }, undefined, 'there', 'https://there', 'key-of-there'],
  ]

  it.each(rows)('%s', async (_what, env, server, context, url, key) => {
    expect(await chooseServer(configOf(env), asked(server, context))).toEqual({ url, key })
  })

  it('is the usual one where nothing is said', async () => {
    await rm(configOf().contextsPath)
    expect(await chooseServer(configOf(), asked())).toEqual({ url: 'http://127.0.0.1:8000', key: null })
  })

  it('is refused where there is no such context', async () => {
    await expect(chooseServer(configOf(), asked(undefined, 'nowhere'))).rejects.toMatchObject({ exitCode: 2 })
  })

  it.each(['ftp://x', 'http://', 'http://me:secret@x', 'a b'])('is refused as %s', (text) => {
    expect(() => serverUrl(text)).toThrow()
  })
})

describe('the file of contexts', () => {
  it('can be read by its owner only, also when it was open before', async () => {
    await mkdir(join(folder, 'axoloom'))
    const path = configOf().contextsPath
    // what an earlier call that was killed may have left
    await writeFile(`${path}.${process.pid}.tmp`, '', { mode: 0o644 })
    await writeContexts(path, { current: null, contexts: { a: { server: 'http://a', key: 'secret' } } })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).toContain('key: secret')
  })

  it('is replaced in one step: who reads it meanwhile has all of the old one', async () => {
    const path = configOf().contextsPath
    await writeContexts(path, { current: 'a', contexts: { a: { server: 'http://a' } } })
    const before = await open(path)
    await writeContexts(path, { current: null, contexts: {} })
    const text = await before.readFile('utf8')
    await before.close()

    expect(text).toContain('http://a')
    expect(await readContexts(path)).toEqual({ current: null, contexts: {} })
  })

  it('is named with what to do when it is no such file', async () => {
    const path = join(folder, 'config.yaml')
    await writeFile(path, 'contexts: [not, a, record]')
    await expect(readContexts(path)).rejects.toThrow(/config\.yaml is no list of contexts: mend it, or delete it/)
  })
})
