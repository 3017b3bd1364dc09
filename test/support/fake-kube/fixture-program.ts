import { join, resolve } from 'node:path'
import type { WirePod } from '../../../api/runner/kubernetes/wire.ts'
import type { ContainerPlay } from './container.ts'
import { containerOf } from './pod-status.ts'

const fixtures = resolve(import.meta.dirname, '../../fixtures/agents')
// As much as the fixture that eats memory can eat quickly.
const MEMORY_MB = 32

/** The image that runs an agent fixture. */
export const fixtureImage = (name: string): string => `fixture/${name}:1`

/** Runs what the container's image or command names: `fixture/hello:1`, or a command of its own. */
export function programOf(pod: WirePod): ContainerPlay {
  const { image = '', command = [], args = [] } = containerOf(pod)
  const fixture = /^fixture\/([\w-]+)(?::.*)?$/.exec(image)?.[1]
  if (fixture !== undefined) {
    const entry = join(fixtures, `${fixture}.mjs`)
    return { command: process.execPath, args: [`--max-old-space-size=${MEMORY_MB}`, entry] }
  }
  const [program, ...rest] = [...command, ...args]
  if (program === undefined) throw new Error(`nothing is known about the image ${image}, and there is no command`)
  return { command: program === 'node' ? process.execPath : program, args: rest }
}
