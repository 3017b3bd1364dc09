import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from '../test/support/chromium.ts'
import { inWords, runMain } from './steps.mjs'
import {
  afterSecondChance,
  countTests,
  describeFailures,
  failedFiles,
  type Row,
  summarise,
  TestReport,
} from './test-summary.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const reports = join(root, '.cache', 'tests')

/** What needs nothing but this machine. The others (pack, chart, images, cluster, tilt, ollama) are asked for by name. */
const usual = [['unit'], ['contract', 'programs'], ['process', 'browser']]

/** After how many minutes a step hangs, also on a busy machine; the usual ones take less than 12 on two idle cores. */
const limits: Readonly<Record<string, number>> = {
  types: 2,
  lint: 2,
  unit: 12,
  contract: 6,
  process: 14,
  programs: 12,
  browser: 12,
  pack: 10,
  chart: 5,
  images: 10,
  cluster: 20,
  ollama: 10,
  tilt: 15,
}

/** With `CI` or `AXOLOOM_NO_SKIP` set, a test that is skipped counts as failed. */
const isSkipAllowed = !isOn(process.env.CI) && !isOn(process.env.AXOLOOM_NO_SKIP)

/**
 * With `AXOLOOM_SECOND_CHANCE` set, up to so many files of a project that failed are run once more by themselves, on a
 * machine that may have been busy with something else; what was needed twice is named in the sums.
 */
const hasSecondChance = isOn(process.env.AXOLOOM_SECOND_CHANCE)
const secondChanceFiles = 3

/**
 * Runs every check, or the test projects named on the command line (`a,b`: side by side), to the end, whatever fails on
 * the way; the last line printed is `N passed, N failed`.
 */
async function testAll(): Promise<number> {
  await mkdir(reports, { recursive: true })
  const asked = process.argv.slice(2)
  const rows = asked.length > 0 ? [] : await runChecks()
  for (const projects of asked.length > 0 ? asked.map((names) => names.split(',')) : usual) {
    rows.push(...(await runSideBySide(projects)))
  }
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
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, tookMs, note: '', failures: [] }
}

/** Projects that wait more than they work share the machine; what the later ones print comes behind the first one's. */
async function runSideBySide(projects: readonly string[]): Promise<Row[]> {
  return Promise.all(projects.map((project, i) => runProject(project, i > 0)))
}

async function runProject(name: string, isKeptBack: boolean): Promise<Row> {
  if (name === 'browser' && findChromium() === null) return browserSkipped()
  const first = await runTests(name, [], isKeptBack)
  const files = failedFiles(first.report)
  const row = { name, ...rowOf(first), failures: describeFailures(first.report, root) }
  if (!hasSecondChance || first.code === null || files.length === 0 || files.length > secondChanceFiles) return row
  const second = await runTests(name, files, false)
  return afterSecondChance(row, rowOf(second))
}

interface TestsRan extends Ran {
  readonly report: TestReport | null
}

/** Runs a project, or only the named files of it. */
async function runTests(name: string, files: readonly string[], isKeptBack: boolean): Promise<TestsRan> {
  const path = join(reports, `${name}.json`)
  await rm(path, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
  const args = [join(modules, 'vitest', 'vitest.mjs'), 'run', '--project', name, ...reporters, ...files]
  const ran = isKeptBack ? await runKeptBack(name, args) : await run(name, args)
  return { ...ran, report: await readReport(path) }
}

function rowOf({ code, tookMs, report }: TestsRan): Omit<Row, 'name' | 'failures'> {
  return { tookMs, ...countTests(report, code, isSkipAllowed) }
}

function browserSkipped(): Row {
  const note = 'no Chromium here: install it (Debian: apt-get install chromium) or set CHROMIUM to its path'
  console.log(`\n── browser: ${isSkipAllowed ? 'SKIPPED' : 'FAILED'}, ${note}`)
  return { name: 'browser', passed: 0, failed: isSkipAllowed ? 0 : 1, tookMs: 0, note, failures: [] }
}

async function readReport(path: string): Promise<TestReport | null> {
  if (!existsSync(path)) return null
  return TestReport.parse(JSON.parse(await readFile(path, 'utf8')))
}

/** Prints all of a step's output once it is over. */
async function runKeptBack(name: string, args: readonly string[]): Promise<Ran> {
  const path = join(reports, `${name}.log`)
  const file = await open(path, 'w')
  try {
    const ran = await run(name, args, file.fd)
    process.stdout.write(await readFile(path))
    return ran
  } finally {
    await file.close()
  }
}

interface Ran {
  readonly code: number | null
  readonly tookMs: number
}

/** Leaders of the groups that run now. */
const groups = new Set<number>()

const stop = (): void => {
  for (const leader of groups) killGroup(leader, 'SIGTERM')
  process.exit(1)
}

/** A group of its own for each step, so that one that hangs is ended with everything it started. */
function run(name: string, args: readonly string[], output: 'inherit' | number = 'inherit'): Promise<Ran> {
  console.log(`\n── ${name}${output === 'inherit' ? '' : ', beside the one before: printed when it is over'}`)
  const startedAt = performance.now()
  const limitMs = (limits[name] ?? 1) * 60_000
  // Tests that start `node` mean the Node that came along, however this script was started.
  const env = { ...process.env, PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ['ignore', output, output],
      detached: true,
    })
    const { pid } = child
    if (pid !== undefined) groups.add(pid)
    const timer = setTimeout(() => {
      console.log(`── ${name}: stopped after ${inWords(limitMs)}, the most it may take`)
      killGroup(pid, 'SIGKILL')
    }, limitMs)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      if (pid !== undefined) groups.delete(pid)
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

process.once('SIGINT', stop).once('SIGTERM', stop).once('disconnect', stop)
try {
  await runMain(testAll)
} finally {
  // The channel to who started this keeps it alive for as long as its end is listened for.
  process.off('disconnect', stop)
}
