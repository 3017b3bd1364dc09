import { writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { benchEvents } from './events.ts'
import { benchFirstEvent } from './first-event.ts'
import { benchMemory } from './memory.ts'
import type { Row } from './row.ts'

const usage = `Usage: npm run bench -- [--quick] [--gate] [--json FILE]

  --quick   fewer repetitions, and memory after 15 s instead of 60 s
  --gate    allow a fifth more than each goal, for noisy machines
  --json    write the rows to FILE

Every figure is a ratio against a peer measured in the same run; only ratios mean anything on another machine.
`

/** What a gate on a shared machine allows beyond a goal. */
const GATE = 0.8

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
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

async function main(): Promise<void> {
  console.log(`${machine()}\n`)
  const factor = values.gate ? GATE : 1
  const rows = [
    await benchFirstEvent(values.quick ? 5 : 15, factor),
    ...(await benchEvents(values.quick ? 3 : 7, factor)),
    ...(await benchMemory(values.quick ? 15_000 : 60_000, factor)),
  ]
  for (const row of rows) print(row)
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`)
  process.exitCode = rows.every((row) => row.holds) ? 0 : 1
}

if (values.help) console.log(usage)
else await main()
