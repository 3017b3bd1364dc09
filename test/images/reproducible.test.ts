import { chmod, cp, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { buildImage, type ImageTarget } from '../../scripts/image-build.ts'
import { checkOut } from './support/check-out.ts'
import { inspectImage } from './support/locked-container.ts'

/** Two npm installs each. */
const BUILDS_MS = 900_000

/** As on the machine of somebody who lets the group write, at another time. */
async function makeDifferent(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    await chmod(path, entry.isDirectory() ? 0o2775 : 0o664)
    await utimes(path, 1e9, 1e9)
  }
}

describe.skipIf(!inject('hasEngine'))('two builds of the same sources', () => {
  let folder: string
  const built: string[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'axoloom-images-'))
    await checkOut(join(folder, 'one'))
    await cp(join(folder, 'one'), join(folder, 'two'), { recursive: true })
    await makeDifferent(join(folder, 'two'))
  })
  afterAll(async () => {
    const { container } = await getContainerRuntimeClient()
    for (const name of built) await container.dockerode.getImage(name).remove()
    await rm(folder, { recursive: true, force: true })
  })

  async function layersOf(target: ImageTarget, copy: string): Promise<string[]> {
    const name = `docker.io/library/axoloom-test-${target}:${copy}`
    await buildImage({ target, name, context: join(folder, copy), isCached: false })
    built.push(name)
    return (await inspectImage(name)).RootFS.Layers ?? []
  }

  it.each<ImageTarget>(['api', 'agent'])(
    'give the same layers, nothing taken from a cache: %s',
    async (target) => {
      const one = await layersOf(target, 'one')
      const two = await layersOf(target, 'two')

      expect(one.length).toBeGreaterThan(1)
      expect(two).toEqual(one)
    },
    BUILDS_MS,
  )
})
