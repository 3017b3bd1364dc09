// Stands in the API's container where the agent does. It hands out its ticket as a line of text, and prints what the test
// writes into `output` beside it: what the agent's own container prints. So that container is the attempt's agent, as a
// pod is in a cluster.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const folder = import.meta.dirname
process.stdout.write(`ticket ${process.env.AXOLOOM_TICKET}\n`)

let printed = 0
for (let isOver = false; !isOver; await delay(20)) {
  isOver = existsSync(join(folder, 'ended'))
  const output = readFileSync(join(folder, 'output'))
  process.stdout.write(output.subarray(printed))
  printed = output.length
}
