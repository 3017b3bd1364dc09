import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runBatchTrial } from './batch-trial.ts'
import { createRandom } from './random.ts'

// A campaign that takes too long for every change: run by hand, `node test/proof/batch.ts`, after `npm run build`.

interface Record {
  readonly seed: number
  readonly rows: number
  readonly runs: number
  readonly violations: readonly string[]
}

const usage = `Usage: node test/proof/batch.ts [--seed N] [--trials N] [--rows N] [--again] [--json FILE]

Batches of 500 rows with two variations each on the local runner, whose server is killed three times at random moments:
every row ends, each once, and nothing runs twice. Takes about 25 minutes a trial; what FILE
(docs/track-record/batch.json) has already is not played again, --again begins anew.
`

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    trials: { type: 'string', default: '1' },
    rows: { type: 'string', default: '500' },
    again: { type: 'boolean', default: false },
    json: { type: 'string', default: 'docs/track-record/batch.json' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

/** A batch of which no row ends for so long has hung, which is a violation too. */
const STALL_MS = 120_000

async function main(): Promise<boolean> {
  const first = Number(values.seed)
  const rows = Number(values.rows)
  const before = values.again ? null : await readRecord()
  const isSame = before?.seed === first && before.rows === rows
  let record: Record = isSame ? before : { seed: first, rows, runs: 0, violations: [] }
  while (record.runs < Number(values.trials)) {
    const seed = first + record.runs
    const plan = { rows, variations: 2, kills: 3, stallMs: STALL_MS }
    const violations = await runBatchTrial({ ...plan, random: createRandom(seed) })
    console.log(`seed ${seed}: ${violations.length === 0 ? 'ok' : violations.join('; ')}`)
    const found = violations.map((violation) => `seed ${seed}: ${violation}`)
    record = { ...record, runs: record.runs + 1, violations: [...record.violations, ...found] }
    await writeFile(values.json, `${JSON.stringify(record, null, 2)}\n`)
  }
  console.log(`${record.runs} runs, ${record.violations.length} violations`)
  return record.violations.length === 0
}

async function readRecord(): Promise<Record | null> {
  try {
    return JSON.parse(await readFile(values.json, 'utf8')) as Record
  } catch {
    return null
  }
}

if (values.help) console.log(usage)
else process.exitCode = (await main()) ? 0 : 1
