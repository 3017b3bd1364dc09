import { writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { benchBatch } from './batch.ts'
import { benchEvents } from './events.ts'
import { benchFirstEvent } from './first-event.ts'
import { benchGateway } from './gateway.ts'
import { benchKubernetes } from './kubernetes.ts'
import { benchMemory } from './memory.ts'
import type { Row } from './row.ts'
import { MUCH_STOLEN, watchStolenTime } from './stolen-time.ts'

const usage = `Usage: npm run bench -- [--quick] [--gate] [--only PART] [--json FILE]

  --quick   fewer repetitions, and memory after 15 s instead of 60 s
  --only    one part: first-event, events, memory, batch, gateway or kubernetes
  --gate    allow a fifth more than each goal, for noisy machines
  --json    write the rows to FILE

Figures of kubernetes need kubectl in PATH (or KUBECTL); its first line also KUBECONFIG of a cluster for tests on this
machine with the image of the agents (axoloom-agent:dev, or the second name in AXOLOOM_TEST_IMAGES).

Every figure is a ratio against a peer measured in the same run; only ratios mean anything on another machine.
`

/** What a gate on a shared machine allows beyond a goal. */
const GATE = 0.8

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

function machine(): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} x ${cpu?.model.trim() ?? 'unknown CPU'}, ${memory} GiB, Node ${process.versions.node}, ${process.platform}`
}

function print(row: Row): void {
  const verdict = row.holds ? 'holds' : 'FALLS SHORT'
  console.log(
    `${verdict.padEnd(11)} ${row.ratio}x (${row.min} to ${row.max}, goal ${row.goal}x)  ${row.value} ${row.unit}`,
  )
  console.log(`            ${row.what}, against ${row.peer}\n`)
}

const parts: Readonly<Record<string, (isQuick: boolean, factor: number) => Promise<readonly Row[]>>> = {
  'first-event': async (isQuick, factor) => [await benchFirstEvent(isQuick ? 5 : 15, factor)],
  events: (isQuick, factor) => benchEvents(isQuick ? 3 : 7, factor),
  memory: (isQuick, factor) => benchMemory(isQuick ? 15_000 : 60_000, factor),
  batch: (isQuick, factor) => benchBatch(isQuick ? 5 : 15, isQuick ? 15_000 : 60_000, factor),
  gateway: (isQuick, factor) => benchGateway(isQuick ? 30 : 100, isQuick ? 3 : 7, factor),
  kubernetes: (isQuick, factor) => benchKubernetes(isQuick, factor, (text) => console.log(`NOT MEASURED ${text}\n`)),
}

async function main(): Promise<void> {
  console.log(`${machine()}\n`)
  const wanted = Object.entries(parts).filter(([name]) => values.only === undefined || values.only === name)
  if (wanted.length === 0) throw new Error(`There is no part "${values.only}": ${Object.keys(parts).join(', ')}.`)
  const rows: Row[] = []
  const stolenTime = watchStolenTime()
  for (const [, measure] of wanted) rows.push(...(await measure(values.quick, values.gate ? GATE : 1)))
  for (const row of rows) print(row)
  const stolen = Number(stolenTime().toPrecision(2))
  if (stolen >= MUCH_STOLEN) console.log(`The host took ${(stolen * 100).toFixed(1)} % of the processors meanwhile.\n`)
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ machine: machine(), stolen, rows }, null, 2)}\n`)
  process.exitCode = rows.every((row) => row.holds) ? 0 : 1
}

if (values.help) console.log(usage)
else await main()
