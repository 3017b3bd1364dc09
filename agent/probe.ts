import { createConnection } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { writeSync } from './builtins.ts'

const STANDARD_OUTPUT = 1
/** A policy that drops packets never answers; one that is not there answers within milliseconds on a cluster's network. */
const CONNECT_MS = 1500
/** Policies reach a node a moment after the pod does. */
const ROUNDS = 4
const PAUSE_MS = 500

/** Tries to reach each `host:port` and prints as one JSON object whether it could. For the start-up check of a cluster's network rules. */
export async function probeNetwork(targets: readonly string[]): Promise<void> {
  let open: readonly boolean[] = []
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await delay(PAUSE_MS)
    open = await Promise.all(targets.map(isReachable))
  }
  const probe = targets.map((target, i) => ({ target, isOpen: open[i] === true }))
  writeSync(STANDARD_OUTPUT, Buffer.from(`${JSON.stringify({ probe })}\n`))
}

// What is tried always listens, so a refusal comes from a policy that answers in its place.
function isReachable(target: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${target}`)
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), timeout: CONNECT_MS })
    const settle = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => settle(true))
    socket.once('timeout', () => settle(false))
    socket.once('error', () => settle(false))
  })
}
