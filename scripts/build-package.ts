import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { transform } from 'esbuild'

/** Sources that run as they are, file by file. */
const compiled = ['contract', 'api', 'cli']
/** What is there already: the agent and the page were built before, the rest is no TypeScript. */
const copied = [
  'agent/dist',
  'web/dist',
  'k8s/jobs',
  'scripts/compile-cache.mjs',
  'scripts/node-flags.mjs',
  'scripts/require-node.mjs',
]
/** Where tsc writes the declarations of contract/, the client among them: what others import. */
const declarations = '.cache/types/contract'

/**
 * Makes dist: the repository again, as JavaScript, because Node reads no TypeScript below node_modules. Every file keeps
 * its place, so that paths between them hold; a package.json of its own points `#contract/x.ts` to `contract/x.js`.
 */
export async function buildPackage(root: string): Promise<void> {
  const dist = join(root, 'dist')
  await rm(dist, { recursive: true, force: true })
  for (const folder of compiled) {
    for (const path of await filesIn(join(root, folder))) await compile(path, join(dist, relative(root, path)))
  }
  for (const path of copied) await cp(join(root, path), join(dist, path), { recursive: true })
  await promisify(execFile)(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'contract/client'],
    {
      cwd: root,
    },
  )
  await declare(join(root, declarations), join(dist, 'contract'))
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const inner = { type: 'module', version, imports: { '#contract/*.ts': './contract/*.js' } }
  await writeFile(join(dist, 'package.json'), `${JSON.stringify(inner, null, 2)}\n`)
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'tsconfig.json')
  return files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.includes('/dist/'))
}

async function compile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  if (from.endsWith('.ts')) {
    // as Node strips types: what is not said to be a type stays an import
    const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } }
    const { code } = await transform(await readFile(from, 'utf8'), { loader: 'ts', target: 'node24', tsconfigRaw })
    await writeFile(to.replace(/\.ts$/, '.js'), withJavaScriptPaths(code))
  } else if (from.endsWith('.mjs')) await writeFile(to, withJavaScriptPaths(await readFile(from, 'utf8')))
  // keeps the right to run it
  else await cp(from, to)
}

async function declare(from: string, to: string): Promise<void> {
  for (const name of await readdir(from, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue
    await mkdir(dirname(join(to, name)), { recursive: true })
    await writeFile(join(to, name), withJavaScriptPaths(await readFile(join(from, name), 'utf8')))
  }
}

/** Imports, workers and forked files alike: a relative path in quotes that ends in `.ts`. */
export function withJavaScriptPaths(code: string): string {
  return code.replaceAll(/(["'])(\.{1,2}\/[^"'\n]*)\.ts\1/g, '$1$2.js$1')
}
