import { expect, it } from 'vitest'
import { runBatchTrial } from '../proof/batch-trial.ts'
import { createRandom } from '../proof/random.ts'

/** Half a minute on two cores that have nothing else to do. */
const TRIAL_MS = 200_000

// Five hundred rows are for `node test/proof/batch.ts`.
it(
  'a batch of fifty rows survives three kills of its server, and ends each row once',
  async () => {
    const violations = await runBatchTrial({
      rows: 50,
      variations: 2,
      kills: 3,
      timeoutMs: TRIAL_MS,
      random: createRandom(7),
    })

    expect(violations).toEqual([])
  },
  2 * TRIAL_MS,
)
