import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Environment } from './config.ts'
import type { ServerCommand } from './session.ts'
import { onStopWish } from './signals.ts'

/**
 * Runs the server until it ends and resolves to its exit code. It gets a session of its own, so that Ctrl-C reaches it
 * once, through here; its channel closes when this process dies, and ends it.
 */
export function runServer({ node, args, cwd }: ServerCommand, env: Environment): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      detached: true,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env,
      ...(cwd === undefined ? {} : { cwd }),
    })
    const stopListening = onStopWish((signal) => child.kill(signal))
    child.on('error', (error) => {
      stopListening()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      stopListening()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
