import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { API_FLAGS } from './node-flags.mjs'
import { root, setUp } from './set-up.mjs'
import { say } from './steps.mjs'

/** npm passes a terminal's Ctrl-C on although the terminal has sent it here too: the same signal so soon is one wish. */
const SAME_WISH_MS = 500
/** Not SIGHUP: without a handler it ends this process, whose end stops the API; under nohup it stays ignored. */
const SIGNALS = ['SIGINT', 'SIGTERM']

/**
 * Sets up what is missing and runs the API until it ends.
 *
 * @param {string[]} args `--watch` restarts and rebuilds on changes; all others go to the API
 * @returns {Promise<number>} the exit code of the API
 */
export async function launch(args) {
  const isWatching = args.includes('--watch')
  const serverArgs = args.filter((arg) => arg !== '--watch')
  const isServing = !['--help', '--stop-agents', '--doctor'].some((flag) => serverArgs.includes(flag))
  const node = await setUp({ isBuildWanted: isServing })
  const entry = join(root, 'api', 'main.mjs')
  if (!isWatching) return runToEnd(node, [...API_FLAGS, entry, ...serverArgs])

  say('Watching for changes: the API restarts, the page and the agent are built again.')
  const rebuilder = spawn(node, [join(root, 'scripts', 'build.ts'), '--watch'], { cwd: root, stdio: ['ignore', 2, 2] })
  try {
    return await runToEnd(node, [...API_FLAGS, '--watch', '--watch-preserve-output', entry, ...serverArgs])
  } finally {
    rebuilder.kill('SIGTERM')
  }
}

/**
 * The API gets a session of its own, so that a Ctrl-C reaches it once, through here, and not a second time from the
 * terminal; a second one would mean "at once". Its channel closes when this process dies, however it dies.
 *
 * @param {string} node
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export function runToEnd(node, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, detached: true, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    const stopPassing = passSignals(child)
    child.on('error', (error) => {
      stopPassing()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      stopPassing()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

/** @type {(child: import('node:child_process').ChildProcess) => () => void} */
function passSignals(child) {
  const lastAt = new Map()
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    const now = performance.now()
    const isRepeated = now - (lastAt.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_WISH_MS
    lastAt.set(signal, now)
    if (!isRepeated) child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, pass)
  return () => {
    for (const signal of SIGNALS) process.off(signal, pass)
  }
}
