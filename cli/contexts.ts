import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CliError } from './cli-error.ts'
import type { Contexts } from './context-schema.ts'

/** Reads the file of contexts; none is there before the first is made. Throws CliError for one that cannot be read. */
export async function readContexts(path: string): Promise<Contexts> {
  const text = await readText(path)
  if (text === null) return { current: null, contexts: {} }
  // loaded only here: most calls have no such file, and would take twice as long with them
  const [{ parse }, schema] = await Promise.all([import('yaml'), import('./context-schema.ts')])
  try {
    return schema.Contexts.parse(parse(text) ?? {})
  } catch (cause) {
    throw new CliError(`${path} is no list of contexts: mend it, or delete it and run axoloom context add.`, 1, {
      cause,
    })
  }
}

/** Replaces the file in one step; it holds keys, so nobody else may read it. */
export async function writeContexts(path: string, contexts: Contexts): Promise<void> {
  const { stringify } = await import('yaml')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, stringify(contexts), { mode: 0o600 })
  // an older file of that name keeps its mode over a write
  await chmod(temporary, 0o600)
  await rename(temporary, path)
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new CliError(`${path} cannot be read: give yourself the right to, or set XDG_CONFIG_HOME.`, 1, {
      cause: error,
    })
  }
}
