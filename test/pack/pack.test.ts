import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
/** The folder of the Node that came along, but for the tools beside it: a user has no such tools. */
const tools = resolve(root, 'node_modules/.bin')
const run = promisify(execFile)

let folder: string
let empty: string
const servers = new Set<ChildProcess>()

/** As on a machine with Node 24 and npm, and nothing of ours. */
const environment = () => ({
  HOME: folder,
  PATH: [join(folder, 'bin'), ...(process.env.PATH ?? '').split(delimiter).filter((part) => part !== tools)].join(
    delimiter,
  ),
  npm_config_cache: process.env.npm_config_cache ?? join(process.env.HOME ?? folder, '.npm'),
  XDG_CONFIG_HOME: join(folder, 'config'),
})
const npm = (args: readonly string[], cwd: string) =>
  run('npm', [...args], { cwd, env: { ...process.env, ...environment() }, maxBuffer: 1 << 26 })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axoloom-pack-'))
  empty = join(folder, 'empty')
  await mkdir(empty)
  await mkdir(join(folder, 'bin'))
  await writeFile(join(folder, 'bin/node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 })
  const { stdout } = await npm(['pack', '--silent', '--pack-destination', folder], root)
  const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '')
  await writeFile(join(empty, 'package.json'), '{}')
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], empty)
})
afterAll(async () => {
  for (const { pid } of servers) if (pid) process.kill(-pid, 'SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const installed = () => join(empty, 'node_modules/axoloom')
const npx = (...args: string[]) =>
  run('npx', ['--no-install', 'axoloom', ...args], { cwd: empty, env: { ...environment(), AXOLOOM_URL: url } })
let url = 'http://127.0.0.1:1'

async function startUp(): Promise<ChildProcess> {
  const env = { ...environment(), GATEWAY_PORT: '0', SCRIPTED_PACE: '0', LOG_LEVEL: 'warn' }
  const child = spawn('npx', ['--no-install', 'axoloom', 'up', '--port', '0'], { cwd: empty, env, detached: true })
  servers.add(child)
  let text = ''
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  for await (const chunk of child.stdout) {
    text += chunk
    const [, found] = /^Axoloom is ready \(agents: \S+\): (\S+)$/m.exec(text) ?? []
    if (found === undefined) continue
    url = found
    child.stdout.resume()
    return child
  }
  throw new Error(`It never was ready:\n${text}`)
}

describe('the package', () => {
  it('holds JavaScript only, without tests, secrets or a cache', async () => {
    const files = (await readdir(installed(), { recursive: true })).filter((path) => !path.startsWith('node_modules'))
    const sources = files.filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))

    expect(sources).toEqual([])
    expect(files.filter((path) => /(^|\/)(test|bench|\.cache|\.env|data)(\/|$)/.test(path))).toEqual([])
    expect(files).toContain('dist/web/dist/index.html')
    expect(files).toContain('dist/agent/dist/agent.mjs')
    expect(files).toContain('dist/k8s/jobs/agent.yaml')
  })

  it('asks for Node 24', async () => {
    const { engines } = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8'))
    expect(engines).toEqual({ node: '>=24' })
  })

  it('prints its version', async () => {
    const { version } = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8'))
    const { stdout } = await npx('version', '--client', '-o', 'name')

    expect(stdout).toBe(`${version}\n`)
  })

  it('names its own command where it lists the settings', async () => {
    const { stdout } = await npx('up', '--settings')

    expect(stdout).toMatch(/^Usage: npx axoloom up \[OPTION\]\n/)
    expect(stdout).toContain('DATA_DIR')
    expect(stdout).not.toContain('npm start')
  })

  it('gives the client to other programs, with its types', async () => {
    const use = `import { createClient } from 'axoloom/client'
      const client = createClient({ url: 'http://127.0.0.1:1' })
      console.log(typeof client.runs.create)`
    await writeFile(join(empty, 'use.mjs'), use)
    expect((await run('node', ['use.mjs'], { cwd: empty, env: environment() })).stdout).toBe('function\n')

    const typed = `import { createClient } from 'axoloom/client'
      export const id: Promise<string> = createClient({ url: '' }).runs.get('x').then((run) => run.id)
      // @ts-expect-error: it is no number
      export const no: Promise<number> = createClient({ url: '' }).runs.get('x').then((run) => run.brief)`
    await writeFile(join(empty, 'use.mts'), typed)
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      'es2024,dom,dom.iterable',
    ]
    await run(process.execPath, [tsc, ...options, 'use.mts'], { cwd: empty })
  })

  it('starts the server, and makes a run to the pick', async () => {
    const server = await startUp()
    expect(await (await fetch(url)).text()).toMatch(/<!doctype html/i)
    const { stdout } = await npx('run', 'an axolotl who packs a suitcase', '-n', '2', '-f', '-o', 'name')
    const id = stdout.trim()
    const picked = JSON.parse((await npx('pick', id, '1', '-o', 'json')).stdout)
    const closed = once(server, 'close')
    if (server.pid) process.kill(-server.pid, 'SIGINT')
    await closed
    servers.delete(server)

    expect(id).toMatch(/^[0-9a-z]{26}$/)
    expect(picked).toMatchObject({ variation: 1 })
    expect(await readdir(join(empty, 'data'))).toContain('axoloom.db')
  })
})
