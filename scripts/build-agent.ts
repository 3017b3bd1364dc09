import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'agent/dist')

/** What Node runs as an agent. An agent can read the folder it lies in and nothing else. */
export const agentEntry = join(folder, 'agent.mjs')

/** Longer than any agent lives that was started from an earlier build and still loads parts of it. */
const OLD_CHUNK_MS = 7_200_000

/**
 * Bundles the agent into agent/dist: a small entry that gets to its first line, and chunks that it loads after it
 * (measured: 50 ms to the first line, where one file of all took 75 ms).
 */
export async function buildAgent(): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { outputFiles } = await build({
    entryPoints: { agent: join(root, 'agent/main.mjs') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // Older than what runs it: an older Node must get as far as the sentence that asks for a newer one.
    target: 'node20',
    minify: true,
    // Names in stack traces are worth their few kilobytes.
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  })
  await replaceFile(join(folder, 'resvg.wasm'), (path) => copyFile(resvgWasm(), path))
  // The entry last: an agent that starts meanwhile finds the old one or the new one, each with all its chunks.
  const isEntry = (path: string) => path === agentEntry
  const ordered = outputFiles.toSorted((a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)))
  for (const { path, contents } of ordered) await replaceFile(path, (temporary) => writeFile(temporary, contents))
  await sweepChunks(new Set(outputFiles.map(({ path }) => basename(path))))
}

const resvgWasm = () => createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')

async function replaceFile(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  await write(temporary)
  await rename(temporary, path)
}

/** Chunks are named by their content, so those of earlier builds stay until no agent can ask for them. */
async function sweepChunks(current: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('chunk-') || current.has(name)) continue
    const { mtimeMs } = await stat(join(folder, name))
    if (Date.now() - mtimeMs > OLD_CHUNK_MS) await rm(join(folder, name), { force: true })
  }
}
