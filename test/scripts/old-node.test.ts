import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Makes this Node believe that it is an old one, before any other module is loaded. */
function pretend(version: string): string {
  const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  return `data:text/javascript,${encodeURIComponent(code)}`
}

function runAs(version: string, args: readonly string[]) {
  return spawnSync(process.execPath, ['--import', pretend(version), ...args], { cwd: root, encoding: 'utf8' })
}

describe('on a Node that is too old', () => {
  const rows: readonly [version: string, file: string, needed: number, advice: string][] = [
    ['20.20.2', 'api/main.mjs', 24, 'Run `npm start`: it brings its own.'],
    ['20.20.2', 'bin/axoloom.mjs', 24, 'Install a current Node from https://nodejs.org and try again.'],
    ['16.20.2', 'start.mjs', 18, 'Install a current Node from https://nodejs.org and try again.'],
    ['16.20.2', 'scripts/test.mjs', 18, 'Install a current Node from https://nodejs.org and try again.'],
  ]

  it.each(rows)('%s %s says in one sentence what to do', (version, file, needed, advice) => {
    const { status, stdout, stderr } = runAs(version, [file])

    expect(stderr).toBe(`Axoloom needs Node ${needed} or newer, and this is v${version}. ${advice}\n`)
    expect(stdout).toBe('')
    expect(status).toBe(1)
  })
})

/** A real older Node: named by OLD_NODE, else the system's. */
function findOldNode(): string | null {
  for (const path of [process.env.OLD_NODE, '/usr/bin/node', '/usr/local/bin/node']) {
    if (path === undefined || !existsSync(path)) continue
    const major = Number(
      spawnSync(path, ['--print', 'process.versions.node'], { encoding: 'utf8' }).stdout.split('.')[0],
    )
    if (major >= 18 && major < 24) return path
  }
  return null
}

const oldNode = findOldNode()
if (oldNode === null) console.warn('NOT RUN: there is no Node from 18 to 23 here; set OLD_NODE to the path of one')
else {
  it('a real older Node ends the API with one sentence and code 1', () => {
    const { status, stdout, stderr } = spawnSync(oldNode, ['api/main.mjs'], { cwd: root, encoding: 'utf8' })

    expect(stderr).toMatch(
      /^Axoloom needs Node 24 or newer, and this is v[\d.]+\. Run `npm start`: it brings its own\.\n$/,
    )
    expect(stdout).toBe('')
    expect(status).toBe(1)
  })
}
