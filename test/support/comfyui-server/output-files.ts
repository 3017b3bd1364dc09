import { isAbsolute, posix } from 'node:path'

export type Folder = 'output' | 'temp' | 'input'

/** A file as the outputs of a prompt name it. */
export interface FileRef {
  readonly filename: string
  readonly subfolder: string
  readonly type: Folder
}

/** The folders of a server, in memory. What is in `output` outlives a restart. */
export interface OutputFiles {
  /** Stores it under the next number of its folder: "a/b" becomes `a` and `b_00001_.png`. Throws on a way out of it. */
  save(prefix: string, type: Folder, bytes: Buffer): FileRef
  put(ref: FileRef, bytes: Buffer): void
  read(ref: FileRef): Buffer | undefined
  remove(ref: FileRef): boolean
  list(): readonly FileRef[]
  /** As at a start of the server. */
  wipeTemp(): void
}

// far more than a test stores; the oldest go first
const MAX_FILES = 2000

export function createOutputFiles(): OutputFiles {
  const files = new Map<string, { ref: FileRef; bytes: Buffer }>()
  const keyOf = ({ type, subfolder, filename }: FileRef) => `${type}/${posix.join(subfolder, filename)}`

  /** The highest number of such files in the folder, and one. */
  function next(type: Folder, subfolder: string, stem: string): number {
    const numbers = [...files.values()]
      .filter(({ ref }) => ref.type === type && ref.subfolder === subfolder && ref.filename.startsWith(`${stem}_`))
      .map(({ ref }) => Number(/^(\d+)_/.exec(ref.filename.slice(stem.length + 1))?.[1] ?? 0))
    return Math.max(0, ...numbers) + 1
  }

  function put(ref: FileRef, bytes: Buffer): void {
    files.set(keyOf(ref), { ref, bytes })
    const [oldest] = files.keys()
    if (files.size > MAX_FILES && oldest !== undefined) files.delete(oldest)
  }

  return {
    save(prefix, type, bytes) {
      const path = posix.normalize(prefix)
      if (isAbsolute(path) || path.startsWith('..'))
        throw new Error('Saving image outside the output folder is not allowed.')
      const [subfolder, stem] = [posix.dirname(path).replace(/^\.$/, ''), posix.basename(path)]
      const number = String(next(type, subfolder, stem)).padStart(5, '0')
      const ref: FileRef = { filename: `${stem}_${number}_.png`, subfolder, type }
      put(ref, bytes)
      return ref
    },
    put,
    read: (ref) => files.get(keyOf(ref))?.bytes,
    remove: (ref) => files.delete(keyOf(ref)),
    list: () => [...files.values()].map(({ ref }) => ref),
    wipeTemp() {
      for (const [key, { ref }] of files) if (ref.type === 'temp') files.delete(key)
    },
  }
}
