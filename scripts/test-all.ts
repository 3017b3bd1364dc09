import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from '../test/support/chromium.ts'
import { inWords, runMain } from './steps.mjs'
import { countTests, type Row, summarise, TestReport } from './test-summary.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const reports = join(root, '.cache', 'tests')

/** What needs nothing but this machine. The others (chart, images, cluster, tilt, ollama) are asked for by name. */
const usual = ['unit', 'contract', 'process', 'browser']

/** After how many minutes a step hangs, also on a busy machine; the usual ones take less than 12 on two idle cores. */
const limits: Readonly<Record<string, number>> = {
  types: 2,
  lint: 2,
  unit: 10,
  contract: 4,
  process: 8,
  browser: 6,
  chart: 5,
  images: 10,
  cluster: 20,
  ollama: 10,
  tilt: 15,
}

/** With `CI` or `AXOLOOM_NO_SKIP` set, a test that is skipped counts as failed. */
const isSkipAllowed = !isOn(process.env.CI) && !isOn(process.env.AXOLOOM_NO_SKIP)

/**
 * Runs every check, or the test projects named on the command line, to the end, whatever fails on the way; the last line
 * printed is `N passed, N failed`.
 */
async function testAll(): Promise<number> {
  await mkdir(reports, { recursive: true })
  const asked = process.argv.slice(2)
  const rows = asked.length > 0 ? [] : await runChecks()
  for (const project of asked.length > 0 ? asked : usual) rows.push(await runProject(project))
  const { text, failed } = summarise(rows)
  console.log(text)
  return failed === 0 ? 0 : 1
}

async function runChecks(): Promise<Row[]> {
  return [
    await runCheck('types', [join(modules, 'typescript', 'bin', 'tsc'), '-b']),
    await runCheck('lint', [join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'check', '.']),
  ]
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value)
}

async function runCheck(name: string, args: readonly string[]): Promise<Row> {
  const { code, tookMs } = await run(name, args)
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, tookMs, note: '' }
}

async function runProject(name: string): Promise<Row> {
  if (name === 'browser' && findChromium() === null) return browserSkipped()
  const report = join(reports, `${name}.json`)
  await rm(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code, tookMs } = await run(name, [
    join(modules, 'vitest', 'vitest.mjs'),
    'run',
    '--project',
    name,
    ...reporters,
  ])
  return { name, tookMs, ...countTests(await readReport(report), code, isSkipAllowed) }
}

function browserSkipped(): Row {
  const note = 'no Chromium here: install it (Debian: apt-get install chromium) or set CHROMIUM to its path'
  console.log(`\n── browser: ${isSkipAllowed ? 'SKIPPED' : 'FAILED'}, ${note}`)
  return { name: 'browser', passed: 0, failed: isSkipAllowed ? 0 : 1, tookMs: 0, note }
}

async function readReport(path: string): Promise<TestReport | null> {
  if (!existsSync(path)) return null
  return TestReport.parse(JSON.parse(await readFile(path, 'utf8')))
}

/** A group of its own for each step, so that one that hangs is ended with everything it started. */
function run(name: string, args: readonly string[]): Promise<{ code: number | null; tookMs: number }> {
  console.log(`\n── ${name}`)
  const startedAt = performance.now()
  const limitMs = (limits[name] ?? 1) * 60_000
  // Tests that start `node` mean the Node that came along, however this script was started.
  const env = { ...process.env, PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    })
    const stop = (): void => {
      killGroup(child.pid, 'SIGTERM')
      process.exit(1)
    }
    process.once('SIGINT', stop).once('SIGTERM', stop).once('disconnect', stop)
    const timer = setTimeout(() => {
      console.log(`── ${name}: stopped after ${inWords(limitMs)}, the most it may take`)
      killGroup(child.pid, 'SIGKILL')
    }, limitMs)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      process.off('SIGINT', stop).off('SIGTERM', stop).off('disconnect', stop)
      resolve({ code, tookMs: performance.now() - startedAt })
    })
  })
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // It is gone already.
  }
}

await runMain(testAll)
