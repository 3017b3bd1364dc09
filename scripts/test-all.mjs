import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { root, setUp } from './set-up.mjs'
import { inWords } from './steps.mjs'
import { countTests, summarise } from './test-summary.mjs'

const MINUTE_MS = 60_000
/** Together within the 12 minutes that the whole may take on two cores, in all but a hanging case. */
const LIMITS_MS = {
  types: MINUTE_MS,
  lint: MINUTE_MS,
  unit: 4 * MINUTE_MS,
  contract: 3 * MINUTE_MS,
  process: 7 * MINUTE_MS,
  browser: 5 * MINUTE_MS,
}

/**
 * Runs every check to the end, whatever fails on the way, and prints `N passed, N failed` as its last line.
 * With `CI` or `AXOLOOM_NO_SKIP` set, a test that is skipped counts as failed.
 *
 * @returns {Promise<number>} 0 when nothing failed
 */
export async function testAll() {
  const isSkipAllowed = !isOn(process.env.CI) && !isOn(process.env.AXOLOOM_NO_SKIP)
  const node = await setUp({ isBuildWanted: true })
  const context = { node, isSkipAllowed, reports: join(root, '.cache', 'tests') }
  await mkdir(context.reports, { recursive: true })

  const rows = [
    await check(context, 'types', 'typescript/bin/tsc', ['-b']),
    await check(context, 'lint', '@biomejs/biome/bin/biome', ['check', '.']),
  ]
  for (const project of ['unit', 'contract', 'process', 'browser']) rows.push(await runProject(context, project))

  const { text, failed } = summarise(rows)
  console.log(text)
  return failed === 0 ? 0 : 1
}

function isOn(value) {
  return value !== undefined && !['', '0', 'false'].includes(value)
}

async function check(context, name, bin, args) {
  const { code, tookMs } = await run(context, name, [join(root, 'node_modules', bin), ...args])
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, tookMs, note: '' }
}

async function runProject(context, name) {
  const chromium = name === 'browser' ? findChromium() : ''
  if (chromium === null) return withoutChromium(context)
  const report = join(context.reports, `${name}.json`)
  await rm(report, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [
    vitest,
    'run',
    '--project',
    name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  const { code, tookMs } = await run(context, name, args)
  const counted = countTests(await readReport(report), code, context.isSkipAllowed)
  return { name, tookMs, ...counted }
}

function withoutChromium({ isSkipAllowed }) {
  const note = 'no Chromium here: install it (Debian: apt-get install chromium) or set CHROMIUM to its path'
  console.log(`\n── browser: ${isSkipAllowed ? 'SKIPPED' : 'FAILED'}, ${note}`)
  return { name: 'browser', passed: 0, failed: isSkipAllowed ? 0 : 1, skipped: 1, tookMs: 0, note }
}

/** The browser that the browser tests drive; null when there is none. */
function findChromium() {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  return places.find((path) => path !== undefined && existsSync(path)) ?? null
}

async function readReport(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}

/** A group of its own for each step, so that one that hangs is ended with everything it started. */
function run({ node }, name, args) {
  console.log(`\n── ${name}`)
  const startedAt = performance.now()
  // Tests that start `node` mean the Node that came along, however this script was started.
  const env = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) }
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
    const end = (signal) => killGroup(child.pid, signal)
    const onSignal = (signal) => {
      end(signal)
      process.exit(1)
    }
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
    const timer = setTimeout(() => {
      console.log(`── ${name}: ended after ${inWords(LIMITS_MS[name])}, the most it may take`)
      end('SIGKILL')
    }, LIMITS_MS[name])
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
      resolve({ code, tookMs: performance.now() - startedAt })
    })
  })
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
