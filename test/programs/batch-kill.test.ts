import { expect, it } from 'vitest'
import { runBatchTrial } from '../proof/batch-trial.ts'
import { createRandom } from '../proof/random.ts'

/** Half a minute on two cores that have nothing else to do: an agent takes two seconds of a processor. */
const TRIAL_MS = 200_000

// Fifty rows are for CI, five hundred for `node test/proof/batch.ts` by hand.
it(
  'a batch of twelve rows survives three kills of its server, and ends each row once',
  async () => {
    const violations = await runBatchTrial({
      rows: 12,
      variations: 2,
      kills: 3,
      stallMs: TRIAL_MS / 4,
      random: createRandom(7),
    })

    expect(violations).toEqual([])
  },
  2 * TRIAL_MS,
)
