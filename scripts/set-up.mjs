import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withFolderLock } from './folder-lock.mjs'
import { appNode, installDependencies } from './install.mjs'
import { Advice, runMain, say } from './steps.mjs'

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Brings the dependencies, the web page and the agent up to date. Two at the same time take turns.
 *
 * @param {{ isBuildWanted: boolean }} options
 * @returns {Promise<string>} path of the Node that runs everything else
 * @throws {Advice} when a step fails
 */
export function setUp({ isBuildWanted }) {
  const work = async () => {
    await installDependencies(root)
    const node = appNode(root)
    if (isBuildWanted) await build(node)
    return node
  }
  return withFolderLock(join(root, '.cache', 'set-up.lock'), work, (pid) =>
    say(`Waiting for process ${pid}, which is setting up the same folder …`),
  )
}

/** @type {(node: string) => Promise<void>} */
function build(node) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(root, 'scripts', 'build.ts')], { cwd: root, stdio: ['ignore', 2, 2] })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(undefined)
      else reject(new Advice('The build failed, so nothing was started: the lines above say why.'))
    })
  })
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await setUp({ isBuildWanted: true })
    return 0
  })
}
