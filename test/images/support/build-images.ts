import { getContainerRuntimeClient } from 'testcontainers'
import type { TestProject } from 'vitest/node'
import { buildImage, type ImageTarget, localImages } from '../../../scripts/image-build.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly hasEngine: boolean
  }
}

const isSkipAllowed = !isOn(process.env.CI) && !isOn(process.env.AXOLOOM_NO_SKIP)

/** Builds both images once, before any test. Without a container engine all tests are skipped, loudly, or fail. */
export async function setup(project: TestProject): Promise<void> {
  const why = await engineFault()
  if (why !== null && !isSkipAllowed) throw new Error(why)
  if (why !== null) console.warn(`\n── images: SKIPPED, ${why}\n`)
  project.provide('hasEngine', why === null)
  if (why !== null) return
  const targets: readonly ImageTarget[] = ['api', 'agent']
  for (const target of targets) await buildImage({ target, name: localImages[target] })
}

async function engineFault(): Promise<string | null> {
  try {
    await getContainerRuntimeClient()
    return null
  } catch (error) {
    return `no container engine answers (start Docker, or set DOCKER_HOST to Podman's socket): ${error}`
  }
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value)
}
