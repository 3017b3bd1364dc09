import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runKillTrial } from './kill-trial.ts'
import { createRandom } from './random.ts'

// Campaigns of injected faults with a printed seed: the same seed plays the same campaign again.

interface Campaign {
  readonly id: string
  readonly runs: number
  readonly violations: number
  readonly firstViolation?: string
}

const usage = `Usage: npm run proof -- [--seed N] [--trials N] [--json FILE]

Kills the API at random moments of real races, and checks that nothing was lost, doubled or reordered.
`

/** Longest a kill waits after the POST: past the end of most races, so that every phase is met. */
const KILL_SPAN_MS = 4000

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    trials: { type: 'string', default: '30' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

async function killCampaign(seed: number, trials: number): Promise<Campaign> {
  // the moments come from the seed alone; what readers do with theirs must not shift them
  const moment = createRandom(seed)
  const found: string[] = []
  for (let trial = 1; trial <= trials; trial++) {
    const killAfterMs = Math.round(moment() * KILL_SPAN_MS)
    const random = createRandom(seed + trial)
    const options = { killAfterMs, clients: 8, disconnects: 20, variations: 4, pace: 0.4, random }
    const violations = await runKillTrial(options)
    found.push(...violations.map((violation) => `trial ${trial}, kill after ${killAfterMs} ms: ${violation}`))
    const verdict = violations.length === 0 ? 'ok' : violations.join('; ')
    console.log(`trial ${trial} of ${trials}: killed after ${killAfterMs} ms: ${verdict}`)
  }
  const [firstViolation] = found
  const campaign = { id: 'kill-api', runs: trials, violations: found.length }
  return firstViolation === undefined ? campaign : { ...campaign, firstViolation }
}

if (values.help) {
  console.log(usage)
} else {
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
  console.log(`seed ${seed}`)
  const campaigns = [await killCampaign(seed, Number(values.trials))]
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ seed, campaigns }, null, 2)}\n`)
  for (const { id, runs, violations } of campaigns) console.log(`${id}: ${runs} runs, ${violations} violations`)
  process.exitCode = campaigns.some((campaign) => campaign.violations > 0) ? 1 : 0
}
