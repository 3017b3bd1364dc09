import { randomInt } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createRandom } from './random.ts'
import { runResetTrial } from './reset-trial.ts'
import { runSilenceTrial } from './silence-trial.ts'

// Campaigns that take too long for every change: run by hand, `node test/proof/kubernetes.ts`, after `npm run build`.

interface Campaign {
  readonly id: string
  readonly runs: number
  readonly violations: number
  readonly firstViolation?: string
}

interface Record {
  readonly seed: number
  readonly campaigns: readonly Campaign[]
}

const usage = `Usage: node test/proof/kubernetes.ts [--seed N] [--again] [--json FILE]

  log-resets   a minute of 4 pods with 1,000 lines a second each, whose logs are reset every 2 s: nothing lost or doubled
  log-silence  6 minutes in which agents print nothing: nothing happens

Takes 7 minutes. What FILE (docs/track-record/kubernetes.json) has already with the same seed is not played again, so a
campaign that was broken off goes on where it stood; --again begins anew.
`

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    again: { type: 'boolean', default: false },
    json: { type: 'string', default: 'docs/track-record/kubernetes.json' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const MINUTE_MS = 60_000

const trials: Readonly<{ [id: string]: (seed: number) => Promise<string[]> }> = {
  'log-resets': (seed) =>
    runResetTrial({ durationMs: MINUTE_MS, everyMs: 2000, pods: 4, linesASecond: 1000, random: createRandom(seed) }),
  'log-silence': () => runSilenceTrial(6 * MINUTE_MS),
}

async function main(): Promise<boolean> {
  const before = values.again ? null : await readRecord()
  const seed = values.seed === undefined ? (before?.seed ?? randomInt(2 ** 31)) : Number(values.seed)
  console.log(`seed ${seed}`)
  const campaigns = before?.seed === seed ? [...before.campaigns] : []
  for (const [id, play] of Object.entries(trials)) {
    if (campaigns.some((campaign) => campaign.id === id)) {
      console.log(`${id}: played before`)
      continue
    }
    const campaign = summary(id, await play(seed))
    campaigns.push(campaign)
    await writeFile(values.json, `${JSON.stringify({ seed, campaigns }, null, 2)}\n`)
    console.log(`${id}: ${campaign.violations} violations ${campaign.firstViolation ?? ''}`)
  }
  return campaigns.every(({ violations }) => violations === 0)
}

function summary(id: string, violations: readonly string[]): Campaign {
  const [firstViolation] = violations
  const campaign = { id, runs: 1, violations: violations.length }
  return firstViolation === undefined ? campaign : { ...campaign, firstViolation }
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
