import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { openModelStage, runModelTrial } from './model-trial.ts'

// A campaign that takes too long for every change: run by hand, `node test/proof/models.ts`, after `npm run build`.

interface Record {
  readonly seed: number
  readonly runs: number
  readonly violations: readonly string[]
}

const usage = `Usage: node test/proof/models.ts [--seed N] [--trials N] [--again] [--json FILE]

Races of one lane on Ollama and one on Claude, both with ComfyUI, whose servers go wrong at random: every lane ends, no
call is charged twice, no picture is shown that no server has finished. Takes about 10 s a trial; what FILE
(docs/track-record/models.json) has already is not played again, --again begins anew.
`

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    trials: { type: 'string', default: '100' },
    again: { type: 'boolean', default: false },
    json: { type: 'string', default: 'docs/track-record/models.json' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

async function main(): Promise<boolean> {
  const first = Number(values.seed)
  const before = values.again ? null : await readRecord()
  let record: Record = before?.seed === first ? before : { seed: first, runs: 0, violations: [] }
  const stage = await openModelStage()
  try {
    while (record.runs < Number(values.trials)) {
      const seed = first + record.runs
      const { names, violations } = await runModelTrial(stage, seed)
      console.log(`seed ${seed}: ${violations.length === 0 ? 'ok' : violations.join('; ')} (${names})`)
      const found = violations.map((violation) => `seed ${seed}: ${violation}`)
      record = { seed: first, runs: record.runs + 1, violations: [...record.violations, ...found] }
      await writeFile(values.json, `${JSON.stringify(record, null, 2)}\n`)
    }
  } finally {
    await stage.close()
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
