import { chmod, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { buildImage, type ImageTarget, localImages } from '../../scripts/image-build.ts'
import { checkOut } from './support/check-out.ts'
import { inspectImage } from './support/locked-container.ts'

/** With an npm install each. */
const BUILD_MS = 450_000

/** As on the machine of somebody who lets the group write, at another time. */
async function makeDifferent(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    await chmod(path, entry.isDirectory() ? 0o2775 : 0o664)
    await utimes(path, 1e9, 1e9)
  }
}

describe.skipIf(!inject('hasEngine'))('a build of other copies of the same sources', () => {
  let folder: string
  const built: string[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'axoloom-images-'))
    await checkOut(folder)
    await makeDifferent(folder)
  })
  afterAll(async () => {
    const { container } = await getContainerRuntimeClient()
    for (const name of built) await container.dockerode.getImage(name).remove()
    await rm(folder, { recursive: true, force: true })
  })

  it.each<ImageTarget>(['api', 'agent'])(
    'gives the layers of the one of this folder, with nothing taken from a cache: %s',
    async (target) => {
      const name = `docker.io/library/axoloom-test-${target}:other`
      await buildImage({ target, name, context: folder, isCached: false })
      built.push(name)
      const here = await layersOf(localImages[target])

      expect(here.length).toBeGreaterThan(1)
      expect(await layersOf(name)).toEqual(here)
    },
    BUILD_MS,
  )
})

async function layersOf(image: string): Promise<string[]> {
  return (await inspectImage(image)).RootFS.Layers ?? []
}
