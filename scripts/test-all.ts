import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from '../test/support/chromium.ts'
import { endGroups, type Ran, runGroup } from './process-group.ts'
import { runMain } from './steps.mjs'
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

/**
 * What needs nothing but this machine, in lanes side by side: most tests wait more than they work. The others (pack,
 * chart, images, cluster, tilt, ollama) are asked for by name.
 */
const usual = [['unit'], ['process', 'lint'], ['browser', 'drawings', 'types'], ['contract', 'programs']]

const checks: Readonly<Record<string, readonly string[]>> = {
  types: [join(modules, 'typescript', 'bin', 'tsc'), '-b'],
  lint: [join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'check', '.'],
}

/** After how many minutes a step hangs, also on a busy machine; all the usual ones together take about 13 on two cores. */
const limits: Readonly<Record<string, number>> = {
  types: 4,
  lint: 4,
  unit: 26,
  drawings: 10,
  contract: 20,
  process: 26,
  programs: 26,
  browser: 26,
  pack: 10,
  chart: 5,
  images: 18,
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
const secondChanceFiles = 10

/**
 * Runs every check, or the test projects named on the command line (`a,b`: side by side), to the end, whatever fails on
 * the way; the last line printed is `N passed, N failed`.
 */
async function testAll(): Promise<number> {
  await mkdir(reports, { recursive: true })
  const asked = process.argv.slice(2)
  const rows: Row[] = []
  if (asked.length === 0) rows.push(...(await runLanes(usual)))
  for (const names of asked) rows.push(...(await runLanes(names.split(',').map((name) => [name]))))
  const { text, failed } = summarise(rows)
  console.log(text)
  return failed === 0 ? 0 : 1
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value)
}

async function runCheck(name: string, args: readonly string[], isKeptBack: boolean): Promise<Row> {
  const { code, tookMs } = isKeptBack ? await runKeptBack(name, args) : await run(name, args)
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, tookMs, note: '', failures: [] }
}

/** The projects of a lane one after the other, the lanes at once. What the first lane does is seen as it happens. */
async function runLanes(lanes: readonly (readonly string[])[]): Promise<Row[]> {
  const outcomes = await Promise.all(
    lanes.map(async (projects, lane) => {
      const done: Outcome[] = []
      for (const project of projects) done.push(await runStep(project, lane > 0))
      return done
    }),
  )
  const rows: Row[] = []
  for (const outcome of outcomes.flat()) rows.push(await withSecondChance(outcome))
  return rows
}

interface Outcome {
  readonly row: Row
  readonly failedFiles: readonly string[]
}

async function runStep(name: string, isKeptBack: boolean): Promise<Outcome> {
  const check = checks[name]
  if (check === undefined) return runProject(name, isKeptBack)
  return { row: await runCheck(name, check, isKeptBack), failedFiles: [] }
}

async function runProject(name: string, isKeptBack: boolean): Promise<Outcome> {
  if (name === 'browser' && findChromium() === null) return { row: browserSkipped(), failedFiles: [] }
  const ran = await runTests(name, [], isKeptBack)
  const row = { name, ...rowOf(ran), failures: describeFailures(ran.report, root) }
  return { row, failedFiles: ran.code === null ? [] : failedFiles(ran.report) }
}

async function withSecondChance({ row, failedFiles: files }: Outcome): Promise<Row> {
  if (!hasSecondChance || files.length === 0 || files.length > secondChanceFiles) return row
  return afterSecondChance(row, rowOf(await runTests(row.name, files, false)))
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

function run(name: string, args: readonly string[], output: 'inherit' | number = 'inherit'): Promise<Ran> {
  console.log(`\n── ${name}${output === 'inherit' ? '' : ', beside the others: printed when it is over'}`)
  // Tests that start `node` mean the Node that came along, however this script was started.
  const env = { ...process.env, PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) }
  return runGroup(args, { cwd: root, env, output, limitMs: (limits[name] ?? 1) * 60_000, name })
}

const stop = (): void => {
  endGroups()
  process.exit(1)
}

process.once('SIGINT', stop).once('SIGTERM', stop).once('disconnect', stop)
try {
  await runMain(testAll)
} finally {
  // The channel to who started this keeps it alive for as long as its end is listened for.
  process.off('disconnect', stop)
}
