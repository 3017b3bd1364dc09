import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { delimiter, join, sep } from 'node:path'
import { APP_NODE } from './require-node.mjs'
import { Advice, errorCode, inWords, say } from './steps.mjs'

const ALIVE_EVERY_MS = 5000
const KEPT_OUTPUT = 64 * 1024
const KEPT_LINES = 8

/**
 * Path of the Node that came with the dependencies; this process's own when that is new enough and the other is missing.
 *
 * @param {string} root
 * @returns {string}
 * @throws {Advice} when there is neither
 */
export function appNode(root) {
  const brought = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(brought)) return brought
  if (Number(process.versions.node.split('.')[0]) >= APP_NODE) return process.execPath
  throw new Advice(
    `Node ${APP_NODE} should have come with the dependencies and is not there; ` +
      'if npm is set to ignore install scripts, run `npm ci --ignore-scripts=false` and try again.',
  )
}

/**
 * Installs what package-lock.json asks for, unless it is all there.
 *
 * @param {string} root
 * @throws {Advice} when npm cannot be started or fails
 */
export async function installDependencies(root) {
  if (await isInstalled(root)) return
  const isFirst = !existsSync(join(root, 'node_modules', '.package-lock.json'))
  say(
    isFirst ? 'Installing what is missing (first start only) …' : 'Installing what has changed since the last start …',
  )
  const startedAt = performance.now()
  let result = await npmCi(root, ['--prefer-offline'])
  // The cache may know a package but not its newest version; only a look at the registry tells.
  if (result.code !== 0) result = await npmCi(root, [])
  if (result.code !== 0) throw new Advice(failureText(result.output))
  say(`Installed in ${inWords(performance.now() - startedAt)}.`)
}

/**
 * Whether node_modules holds the versions that package-lock.json names; npm keeps its own list of what it put there.
 *
 * @param {string} root
 */
export async function isInstalled(root) {
  const wanted = await readPackages(join(root, 'package-lock.json'))
  const present = await readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === null)
    throw new Advice(`There is no package-lock.json in ${root}: this is not a whole copy of Axoloom.`)
  if (present === null) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = present[path]
    // Optional packages are those for other machines, for the most part.
    if (found === undefined) return entry.optional === true
    const isSame = found.version === entry.version && found.integrity === entry.integrity
    return isSame && existsSync(join(root, path, 'package.json'))
  })
}

/**
 * @param {string} path of a lock file
 * @returns {Promise<Record<string, { version?: string, integrity?: string, optional?: boolean }> | null>}
 */
async function readPackages(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages ?? null
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * On a terminal npm shows its own progress; elsewhere a line every few seconds shows that it is still at work.
 *
 * @type {(root: string, options: string[]) => Promise<{ code: number | null, output: string }>}
 */
function npmCi(root, options) {
  const isTerminal = process.stderr.isTTY === true
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    // Without dev dependencies there would be no Node, no types and no page.
    const child = spawn('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', ...options], {
      cwd: root,
      env: environmentForNpm(root),
      stdio: isTerminal ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const alive = isTerminal
      ? undefined
      : setInterval(() => say(`  still installing (${inWords(performance.now() - startedAt)})`), ALIVE_EVERY_MS)
    // An npm that went on alone would meet the one of the next start.
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      child.on('close', () => process.exit(128 + constants.signals[signal]))
      child.kill(signal)
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
    const settle = () => {
      clearInterval(alive)
      process.off('SIGINT', stop).off('SIGTERM', stop)
    }
    child.on('error', (error) => {
      settle()
      reject(new Advice(`npm could not be started (${error.message}); install Node with npm and try again.`))
    })
    child.on('close', (code) => {
      settle()
      resolve({ code, output })
    })
  })
}

/**
 * npm must not run on the Node that it is about to delete, nor take over settings of the npm that started us.
 *
 * @type {(root: string) => NodeJS.ProcessEnv}
 */
function environmentForNpm(root) {
  const own = join(root, 'node_modules') + sep
  const env = { ...process.env }
  env.PATH = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(own))
    .join(delimiter)
  for (const name of ['NODE_ENV', 'npm_config_global', 'npm_config_omit', 'npm_config_production']) delete env[name]
  return env
}

/** What to do, by what npm says went wrong; the last row is for everything else. */
const advices = [
  { sign: /code EUSAGE/, advice: 'package.json and package-lock.json do not fit together: run `npm install`.' },
  { sign: /code ENOSPC/, advice: 'The dependencies could not be installed, because the disk is full.' },
  {
    sign: /code (EACCES|EPERM|EROFS)/,
    advice: 'The dependencies could not be installed: this folder cannot be written.',
  },
  { sign: /^$/, advice: 'The dependencies could not be installed: the lines of npm above say why.' },
  {
    sign: /./,
    advice: 'The dependencies could not be installed: check the connection to the npm registry and start again.',
  },
]

/** @type {(output: string) => string} */
function failureText(output) {
  // The first lines say what it was; details of the request or a page of options come behind them.
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => /^npm (error|ERR!) (?! *at )./.test(line))
  const advice = advices.find(({ sign }) => sign.test(output))?.advice
  return [advice, ...lines.slice(0, KEPT_LINES).map((line) => `  ${line}`)].join('\n')
}
