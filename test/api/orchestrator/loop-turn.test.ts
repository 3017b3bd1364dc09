import { setImmediate as nextRound } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { takeTurn } from '../../../api/orchestrator/loop-turn.ts'

/** Who is served in which round of the event loop. */
async function roundsOf(askers: readonly Promise<string>[]): Promise<string[][]> {
  const rounds: string[][] = [[]]
  let left = askers.length
  for (const asker of askers) {
    void asker.then((name) => {
      rounds.at(-1)?.push(name)
      left--
    })
  }
  while (left > 0) {
    await nextRound()
    rounds.push([])
  }
  return rounds.filter((round) => round.length > 0)
}

const ask = async (name: string) => {
  await takeTurn()
  return name
}

test('those who ask at once are served one a round, in their order', async () => {
  expect(await roundsOf([ask('a'), ask('b'), ask('c')])).toEqual([['a'], ['b'], ['c']])
})

test('one who asks again waits behind those who asked before', async () => {
  const again = takeTurn().then(() => ask('again'))
  expect(await roundsOf([again, ask('b'), ask('c')])).toEqual([['b'], ['c'], ['again']])
})

test('a queue that was empty for a while serves again', async () => {
  await takeTurn()
  await nextRound()
  await nextRound()
  expect(await roundsOf([ask('later')])).toEqual([['later']])
})
