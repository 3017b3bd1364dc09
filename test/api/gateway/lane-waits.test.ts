import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LaneWaits } from '../../../api/gateway/lane-waits.ts'
import { silent } from '../../support/test-gateway.ts'
import { createRun, openTestStore, startAttempt, type TestStore, until } from '../../support/test-store.ts'

let testStore: TestStore
beforeAll(async () => {
  testStore = await openTestStore()
})
afterAll(() => testStore.close())

const inLine = (position: number) =>
  ({ reason: 'model-queue', position, message: `Number ${position} in line.` }) as const

async function lane() {
  const { store } = testStore
  const { id: runId } = await createRun(store)
  const attempt = await startAttempt(store, runId)
  const waits = new LaneWaits({ attempts: store.attempts, logger: silent })
  const seen = () =>
    testStore.events(runId).flatMap((event) => (event.type === 'attempt-wait' ? [event.data.position ?? null] : []))
  return { attemptId: attempt.id, waits, seen }
}

describe('the waits of a lane', () => {
  it('are shown, the first at once and of many that follow the last', async () => {
    const { attemptId, waits, seen } = await lane()
    for (let position = 40; position > 0; position--) waits.show(attemptId, inLine(position))
    await until(() => seen().length === 2, 'two waits')
    expect(seen()).toEqual([40, 1])
    waits.close()
  })

  it('end at once', async () => {
    const { attemptId, waits, seen } = await lane()
    waits.show(attemptId, inLine(1))
    await until(() => seen().length === 1, 'the wait')
    const before = performance.now()
    waits.show(attemptId, inLine(2))
    waits.show(attemptId, null)
    await until(() => seen().length === 2, 'its end')

    expect(seen()).toEqual([1, null])
    expect(performance.now() - before).toBeLessThan(400)
    waits.close()
  })

  it('come at most twice a second, also when they end and begin', async () => {
    const { attemptId, waits, seen } = await lane()
    const begun = performance.now()
    for (let i = 1; i <= 3; i++) {
      waits.show(attemptId, inLine(i))
      await until(() => seen().includes(i), `wait ${i}`)
      waits.show(attemptId, null)
      await until(() => seen().at(-1) === null, 'its end')
    }

    expect(seen()).toEqual([1, null, 2, null, 3, null])
    expect(performance.now() - begun).toBeGreaterThan(950)
    waits.close()
  })

  it('are not written after the close', async () => {
    const { attemptId, waits, seen } = await lane()
    waits.show(attemptId, inLine(1))
    await until(() => seen().length === 1, 'the wait')
    waits.show(attemptId, inLine(2))
    waits.close()
    waits.show(attemptId, inLine(3))
    await testStore.store.attempts.wait(attemptId, inLine(4))

    expect(seen()).toEqual([1, 4])
  })
})
