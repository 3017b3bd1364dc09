import { constants } from 'node:fs'
import type { StartedTestContainer } from 'testcontainers'
import { evaluate } from './api-container.ts'

/** What a process of a container is and may do. */
export interface Confinement {
  /** Real, effective, saved and file system ids. */
  readonly uids: readonly number[]
  readonly gids: readonly number[]
  /** Sets of the kernel, each as a hexadecimal number. */
  readonly capabilities: readonly string[]
  readonly hasNoNewPrivileges: boolean
  /** Those of `folders` in which a file can be made. */
  readonly writable: readonly string[]
}

/** Asks a container's first process, and tries to write in each of the folders. */
export async function confinementOf(container: StartedTestContainer, folders: readonly string[]): Promise<Confinement> {
  const script = `
    import { readFileSync, writeFileSync, rmSync } from 'node:fs'
    const status = readFileSync('/proc/1/status', 'utf8')
    const field = (name) => new RegExp('^' + name + ':\\\\s*(.*)$', 'm').exec(status)[1].split(/\\s+/)
    const isWritable = (folder) => {
      const file = folder + '/.probe'
      try { writeFileSync(file, '', { flag: ${constants.O_CREAT | constants.O_WRONLY} }) } catch { return false }
      rmSync(file)
      return true
    }
    console.log(JSON.stringify({
      uids: field('Uid').map(Number),
      gids: field('Gid').map(Number),
      capabilities: ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => field(name)[0]),
      hasNoNewPrivileges: field('NoNewPrivs')[0] === '1',
      writable: ${JSON.stringify(folders)}.filter(isWritable),
    }))`
  return JSON.parse(await evaluate(container, script))
}
