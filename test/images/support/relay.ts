import { appendFileSync } from 'node:fs'
import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** A folder to put over the one of the agent in the API's container; see relay-agent.mjs. */
export interface Relay {
  readonly folder: string
  /** Prints in the API's container what another container prints. */
  readonly print: (output: Readable) => void
  /** Ends the agent in the API's container. */
  end(): Promise<void>
  remove(): Promise<void>
}

export async function createRelay(): Promise<Relay> {
  const folder = await mkdtemp(join(tmpdir(), 'axoloom-relay-'))
  // The container's user is somebody else.
  await chmod(folder, 0o755)
  await copyFile(join(import.meta.dirname, 'relay-agent.mjs'), join(folder, 'agent.mjs'))
  await writeFile(join(folder, 'output'), '')
  return {
    folder,
    print: (output) => void output.on('data', (chunk) => appendFileSync(join(folder, 'output'), chunk)),
    end: () => writeFile(join(folder, 'ended'), ''),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
