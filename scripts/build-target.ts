import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Something that is made from files of this repository and made again when they change. */
export interface BuildTarget {
  /** In lower case; also names the file that remembers what it was made from. */
  readonly name: string
  /** Files and folders, relative to the root; `dist` folders in them are left out. */
  readonly inputs: readonly string[]
  /** One file of the result, relative to the root: gone means build again. */
  readonly output: string
  readonly build: () => Promise<void>
}

/** Builds a target unless it is up to date; resolves to how long it took in ms, or null when there was nothing to do. */
export async function bringUpToDate(root: string, target: BuildTarget): Promise<number | null> {
  const stampPath = join(root, '.cache', `build-${target.name}.sha256`)
  const hash = await hashInputs(root, target.inputs)
  if ((await isFile(join(root, target.output))) && (await readStamp(stampPath)) === hash) return null
  const startedAt = performance.now()
  // A build that dies half-way must not pass for the one before it.
  await rm(stampPath, { force: true })
  await target.build()
  await mkdir(dirname(stampPath), { recursive: true })
  await writeFile(stampPath, hash)
  return performance.now() - startedAt
}

/** SHA-256 over the names and contents of all files in `inputs`. */
export async function hashInputs(root: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const input of inputs) {
    for (const path of await listFiles(root, input)) {
      const bytes = await readFile(join(root, path))
      // Lengths keep "ab" + "c" apart from "a" + "bc".
      hash.update(`${path}\0${bytes.length}\0`).update(bytes)
    }
  }
  return hash.digest('hex')
}

async function listFiles(root: string, path: string): Promise<string[]> {
  if (await isFile(join(root, path))) return [path]
  const entries = await readdir(join(root, path), { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !file.split('/').includes('dist'))
    .sort()
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

async function readStamp(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}
