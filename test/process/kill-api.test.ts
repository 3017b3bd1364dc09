import { describe, expect, it } from 'vitest'
import { runKillTrial } from '../proof/kill-trial.ts'
import { createRandom } from '../proof/random.ts'

// One of each phase; the campaign with thirty random moments is `npm run proof`.
const moments = [
  { phase: 'while agents start', killAfterMs: 60 },
  { phase: 'while agents think', killAfterMs: 1200 },
  { phase: 'while pictures are drawn and attempts end', killAfterMs: 3500 },
]

describe('a race whose API is killed', () => {
  it.each(moments)('shows eight flaky clients the same dense sequence, killed $phase', async ({ killAfterMs }) => {
    const random = createRandom(killAfterMs)

    const violations = await runKillTrial({
      killAfterMs,
      clients: 8,
      disconnects: 20,
      variations: 4,
      pace: 0.4,
      random,
    })

    expect(violations).toEqual([])
  })
})
