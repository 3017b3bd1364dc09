import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '#contract/client/client.ts'
import { type ServerProcess, startServerProcess, stopAgents } from '../support/server-process.ts'
import { runSections } from './sections.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const node = join(root, 'node_modules/.bin/node')
/** The address that stands in the README. */
const PLAIN_ADDRESS = 'http://127.0.0.1:8000'
const run = promisify(execFile)
const sections = runSections(await readFile(join(root, 'README.md'), 'utf8'))

let work: string
let server: ServerProcess
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'axoloom-readme-'))
  await layOut(work)
  server = await startServerProcess({ dataDir: join(work, 'data'), env: { SCRIPTED_PACE: '0' } })
})
afterAll(async () => {
  await server?.end('SIGTERM')
  await stopAgents(join(work, 'data'))
  await rm(work, { recursive: true, force: true })
})

/** A folder as a reader has it: with the package, the command, and nothing else of ours. */
async function layOut(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules/axoloom')
  await build({
    absWorkingDir: root,
    entryPoints: ['contract/client/client.ts'],
    outfile: join(installed, 'client.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
  })
  const types = join(root, 'contract/client/client.ts')
  await writeJson(join(installed, 'package.json'), { type: 'module', exports: { './client': './client.js' } })
  await writeJson(join(folder, 'package.json'), { type: 'module' })
  await writeJson(join(folder, 'tsconfig.json'), {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: {
      composite: false,
      declaration: false,
      emitDeclarationOnly: false,
      rewriteRelativeImportExtensions: false,
      noEmit: true,
      paths: { 'axoloom/client': [types] },
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: ['*.ts'],
  })
  await mkdir(join(folder, 'bin'))
  const command = join(folder, 'bin/axoloom')
  await writeFile(command, `#!/bin/sh\nexec "${node}" "${join(root, 'bin/axoloom.mjs')}" "$@"\n`)
  await chmod(command, 0o755)
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(value))
}

/** Runs a program where the reader is; gives all that it wrote. Throws with it when the program fails. */
async function runHere(file: string, args: readonly string[]): Promise<string> {
  const env = {
    PATH: [join(work, 'bin'), dirname(node), process.env.PATH].join(delimiter),
    HOME: work,
    AXOLOOM_URL: server.url,
  }
  try {
    const { stdout, stderr } = await run(file, args, { cwd: work, env, timeout: 110_000, maxBuffer: 64 * 1024 * 1024 })
    return stdout + stderr
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout: string; stderr: string }
    throw new Error(`${file} ${args.join(' ')} failed:\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`, { cause })
  }
}

const atServer = (text: string) => text.replaceAll(PLAIN_ADDRESS, server.url.replace(/\/$/, ''))

describe('the README', () => {
  it('has sections whose examples are run', () => {
    expect(sections.map(({ title }) => title)).toContain('From a program')
    for (const { title, examples } of sections) expect(examples, title).not.toHaveLength(0)
  })

  it.each(sections)('works line by line in bash: $title', async ({ examples }) => {
    const lines = examples.filter(({ language }) => language === 'bash').map(({ text }) => atServer(text))
    await writeFile(join(work, 'lines.sh'), lines.join('\n'))
    const written = await runHere('bash', ['-eu', '-o', 'pipefail', 'lines.sh'])
    expect(written).not.toContain('urn:axoloom:problem')
    expect(written).not.toMatch(/command not found|syntax error/)
  })

  it.each(sections.filter(({ examples }) => examples.some(({ language }) => language === 'ts')))(
    'works as a program, with all types: $title',
    async ({ examples }) => {
      const programs = examples.filter(({ language }) => language === 'ts')
      for (const [index, { text }] of programs.entries()) {
        await writeFile(join(work, `example-${index}.ts`), atServer(text))
        const written = await runHere(node, [`example-${index}.ts`])
        expect(written).toMatch(/^variation 0: succeeded$/m)
        expect(written).toMatch(/^picked \d, \d{4,} bytes$/m)
        expect(written).toMatch(/^\/brief must not be empty/m)
      }
      await runHere(node, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'])
    },
  )

  it('shows what it says: a batch that has ended, and a picture of it', async () => {
    const client = createClient({ url: server.url })
    const [batch] = (await client.batches.list()).data
    expect(batch).toMatchObject({ status: 'ended', requestCounts: { total: 2, succeeded: 2 } })
    expect(await readdir(work)).toContain('contact-sheet.png')
    const png = await readFile(join(work, 'contact-sheet.png'))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    const picked = (await client.runs.list({ limit: 100 })).data.filter(({ pick }) => pick !== null)
    // by the typed client, and by the command
    expect(picked).toHaveLength(2)
  })
})
