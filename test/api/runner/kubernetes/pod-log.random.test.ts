import { afterEach, describe, expect, it } from 'vitest'
import type { LogBatch } from '../../../../api/runner/runner.ts'
import { ledger, race } from './log-race.ts'

const ROUNDS = Number(process.env.LOG_ROUNDS ?? 12)
const firstSeed = Number(process.env.LOG_SEED ?? Math.floor(Math.random() * 1_000_000))
const seeds = Array.from({ length: ROUNDS }, (_, at) => firstSeed + at)

const textsOf = (batches: readonly LogBatch[]) => batches.flatMap(({ lines }) => lines.map(({ text }) => text))

/** Says where two logs part, not all of both. */
function expectSame(read: readonly string[], printed: readonly string[], seed: number): void {
  const at = printed.findIndex((text, index) => read[index] !== text)
  const from = at === -1 ? printed.length : at
  expect(read.slice(from, from + 3), `seed ${seed}, line ${from}`).toEqual(printed.slice(from, from + 3))
}

describe('followPodLog, over seeded accidents', () => {
  let seed = 0
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.log(`LOG_SEED=${seed} LOG_ROUNDS=1`)
  })

  it(`gives each line once and in order, whatever breaks (from seed ${firstSeed})`, async () => {
    for (seed of seeds) {
      const { log, batches } = await race(seed, { rotations: false, clockJumps: false, plainText: true })
      expectSame(textsOf(batches), log.printed, seed)
      expect(batches.every(({ isContinuous }) => isContinuous)).toBe(true)
      expect(log.reading).toBe(0)
    }
  })

  it(`gives each line once and in order when the clock of the node is set back (from seed ${firstSeed})`, async () => {
    for (seed of seeds) {
      const { batches, n } = await race(seed, { rotations: false, clockJumps: true, plainText: false })
      const { numbers, lost } = ledger(batches)
      expect(numbers).toEqual(Array.from({ length: n }, (_, at) => at + 1))
      expect(lost).toBe(0)
    }
  })

  it(`accounts for every line when logs are rotated (from seed ${firstSeed})`, async () => {
    for (seed of seeds) {
      const { log, batches } = await race(seed, { rotations: true, clockJumps: false, plainText: true })
      const { numbers, plain, lost, lastN } = ledger(batches)
      expectAccounts(numbers, lost, lastN)
      expect(plain.filter((text) => text.startsWith('{'))).toEqual([])
      expect(new Set(plain).size).toBe(plain.length)
      // what can still be read is never told as lost
      const readable = log.readable.flatMap((text) => /"n":(\d+)/.exec(text)?.slice(1) ?? [])
      expect(numbers).toEqual(expect.arrayContaining(readable.map(Number)))
    }
  })

  it(`accounts for every number when everything happens at once (from seed ${firstSeed})`, async () => {
    for (seed of seeds) {
      const { batches } = await race(seed, { rotations: true, clockJumps: true, plainText: true })
      const { numbers, plain, lost, lastN } = ledger(batches)
      expectAccounts(numbers, lost, lastN)
      expect(plain.filter((text) => text.startsWith('{'))).toEqual([])
    }
  })

  function expectAccounts(numbers: readonly number[], lost: number, lastN: number): void {
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other))
    expect(numbers.length + lost).toBe(lastN)
  }
})
