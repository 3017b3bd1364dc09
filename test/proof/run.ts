import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runFuzz } from './fuzz.ts'
import { runKillTrial } from './kill-trial.ts'
import { createRandom } from './random.ts'

// Campaigns of injected faults with a printed seed: the same seed plays the same campaign again.

interface Campaign {
  readonly id: string
  readonly runs: number
  readonly violations: number
  readonly firstViolation?: string
}

const usage = `Usage: npm run proof -- [--campaign NAME] [--seed N] [--trials N] [--json FILE]

  kill-api   (without --campaign) kills the API at random moments of 30 real races: nothing is lost, doubled or reordered
  fuzz       10,000 random requests out of the API's own description: no 5xx, no exit, no answer it does not describe
`

/** Longest a kill waits after the POST: past the end of most races, so that every phase is met. */
const KILL_SPAN_MS = 4000
/** One fault of the API shows in many requests. */
const SHOWN_VIOLATIONS = 20

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    campaign: { type: 'string', default: 'kill-api' },
    trials: { type: 'string' },
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
  return campaignOf('kill-api', trials, found)
}

async function fuzzCampaign(seed: number, trials: number): Promise<Campaign> {
  const { violations, reached } = await runFuzz(seed, trials, console.log)
  for (const violation of violations.slice(0, SHOWN_VIOLATIONS)) console.log(violation)
  console.log(`${reached} operations did what they are for at least once`)
  return campaignOf('fuzz', trials, violations)
}

function campaignOf(id: string, runs: number, found: readonly string[]): Campaign {
  const [firstViolation] = found
  const campaign = { id, runs, violations: found.length }
  return firstViolation === undefined ? campaign : { ...campaign, firstViolation }
}

const campaigns: Readonly<{ [id: string]: { trials: number; play(seed: number, trials: number): Promise<Campaign> } }> =
  {
    'kill-api': { trials: 30, play: killCampaign },
    fuzz: { trials: 10_000, play: fuzzCampaign },
  }

const chosen = campaigns[values.campaign]
if (values.help) {
  console.log(usage)
} else if (chosen === undefined) {
  console.error(`There is no campaign "${values.campaign}", only ${Object.keys(campaigns).join(' and ')}.`)
  process.exitCode = 1
} else {
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
  console.log(`seed ${seed}`)
  const played = [await chosen.play(seed, Number(values.trials ?? chosen.trials))]
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ seed, campaigns: played }, null, 2)}\n`)
  for (const { id, runs, violations } of played) console.log(`${id}: ${runs} runs, ${violations} violations`)
  process.exitCode = played.some((campaign) => campaign.violations > 0) ? 1 : 0
}
