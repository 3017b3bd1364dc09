import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { buildImage } from '../../scripts/image-build.ts'
import { LockedContainer, runToEnd } from './support/locked-container.ts'

const name = 'docker.io/library/axoloom-test-context:dev'
/** Several times what it is; an installed folder, a database or a picture of the docs would be beyond it. */
const MAX_BYTES = 3_000_000

const list = `
  const { readdirSync, statSync } = require('node:fs')
  const files = readdirSync('/context', { recursive: true }).filter((name) => statSync('/context/' + name).isFile())
  console.log(JSON.stringify(files.map((name) => [name, statSync('/context/' + name).size])))`

describe.skipIf(!inject('hasEngine'))('what is sent to the builder', () => {
  let folder: string
  let files: (readonly [name: string, bytes: number])[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'axoloom-context-'))
    const dockerfile = join(folder, 'Dockerfile')
    await writeFile(dockerfile, 'FROM node:24-bookworm-slim AS api\nCOPY . /context\n')
    await buildImage({ target: 'api', name, dockerfile, isCached: false })
    const { output } = await runToEnd(new LockedContainer(name).withEntrypoint(['node', '--eval', list]))
    files = JSON.parse(output)
  })
  afterAll(async () => {
    const { container } = await getContainerRuntimeClient()
    await container.dockerode.getImage(name).remove()
    await rm(folder, { recursive: true, force: true })
  })

  it('is small', () => {
    const bytes = files.reduce((sum, [, size]) => sum + size, 0)
    console.log(`${files.length} files, ${(bytes / 1e6).toFixed(2)} MB`)

    expect(bytes).toBeLessThan(MAX_BYTES)
  })

  it('is sources, and nothing installed, built, private or for development only', () => {
    const folders = new Set(files.map(([path]) => path.split('/')[0]))
    const unwanted = /(^|\/)(node_modules|dist|data|test|docs|deploy)\/|\.(db|log|env|key|pem)$|(^|\/)\.(env|git|cache)/

    expect([...folders].sort()).toEqual(
      [
        ...['.npmrc', 'LICENSE', 'agent', 'api', 'contract', 'k8s', 'package-lock.json', 'package.json', 'scripts'],
        ...['tsconfig.base.json', 'web'],
      ].sort(),
    )
    expect(files.map(([path]) => path).filter((path) => unwanted.test(path))).toEqual([])
  })
})
