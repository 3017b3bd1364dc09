import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OwnerCaps } from '../../../api/access/owner-caps.ts'
import type { AccessLimits } from '../../../api/access-config.ts'
import type { CommandContext } from '../../../api/store/store.ts'
import { defaults, startBatch } from '../../support/batches.ts'
import {
  addPicture,
  createRun,
  liveAttempt,
  openTestStore,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'

const none: AccessLimits = {
  requestsPerMinute: null,
  runsPerHour: null,
  tokensPerDay: null,
  picturesPerDay: null,
  liveRuns: null,
  readers: null,
  storedBytes: null,
}

let test: TestStore
let now: Date
const hasRoom = (caps: OwnerCaps) => caps.heldBack(ada) === null
/** Another one for each test: what one has used is nothing to the next. */
let ada = ''
let asAda: CommandContext
let count = 0
beforeAll(async () => {
  test = await openTestStore()
})
afterAll(() => test.close())
beforeEach(() => {
  count += 1
  ada = `ada${count}`
  asAda = { owner: ada }
  now = new Date()
})

const capsWith = (limits: Partial<AccessLimits>) => new OwnerCaps({ ...none, ...limits }, test.store.usage, () => now)

async function madeAt(minutesAgo: number): Promise<string> {
  const { id } = await createRun(test.store, {}, asAda)
  test.edit(
    'UPDATE runs SET createdAt = ? WHERE id = ?',
    new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
    id,
  )
  return id
}

describe('runs an hour', () => {
  it('come free when the oldest is an hour old', async () => {
    const caps = capsWith({ runsPerHour: 2 })
    for (const minutesAgo of [61, 50, 10]) await madeAt(minutesAgo)
    await expect(caps.makeRun(asAda, async () => {})).rejects.toMatchObject({
      kind: 'too-many-requests',
      retryAfterS: 600,
      bound: { limit: 2, resetS: 600 },
    })
    expect(hasRoom(caps)).toBe(false)
    now = new Date(now.getTime() + 600_001)
    expect(hasRoom(caps)).toBe(true)
  })

  it('come free as far as it takes when there are more than the bound allows', async () => {
    const caps = capsWith({ runsPerHour: 1 })
    for (const minutesAgo of [50, 40, 10]) await madeAt(minutesAgo)
    await expect(caps.makeRun(asAda, async () => {})).rejects.toMatchObject({ retryAfterS: 3000 })
  })

  it('are counted while they are made', async () => {
    const caps = capsWith({ runsPerHour: 1 })
    const made = Promise.withResolvers<string>()
    const first = caps.makeRun(asAda, () => made.promise)
    await expect(caps.makeRun(asAda, async () => 'second')).rejects.toMatchObject({ kind: 'too-many-requests' })
    made.resolve('made')
    expect(await first).toBe('made')
  })

  it('that fail to be made leave their place', async () => {
    const caps = capsWith({ runsPerHour: 1, liveRuns: 1 })
    const fail = () => Promise.reject(new Error('no disk'))
    await expect(caps.makeRun(asAda, fail)).rejects.toThrow('no disk')
    expect(hasRoom(caps)).toBe(true)
  })

  it('are not bounded where there is no bound', async () => {
    for (let i = 0; i < 5; i++) await madeAt(i)
    expect(hasRoom(capsWith({}))).toBe(true)
  })
})

describe('live runs', () => {
  it('leave one place to who asks for a run by itself, as far as there is more than one', async () => {
    const [one, two] = [capsWith({ liveRuns: 1 }), capsWith({ liveRuns: 2 })]
    expect([hasRoom(one), hasRoom(two)]).toEqual([true, true])
    await createRun(test.store, {}, asAda)
    expect([hasRoom(one), hasRoom(two)]).toEqual([false, false])
    await expect(two.makeRun(asAda, async () => 'made')).resolves.toBe('made')
    await expect(one.makeRun(asAda, async () => 'made')).rejects.toMatchObject({ kind: 'too-many-requests' })
  })

  it('are counted while they are made', async () => {
    const caps = capsWith({ liveRuns: 2 })
    const made = Promise.withResolvers<string>()
    const first = caps.makeRun(asAda, () => made.promise)
    const second = caps.makeRun(asAda, () => made.promise)
    await expect(caps.makeRun(asAda, async () => 'third')).rejects.toMatchObject({ retryAfterS: 10 })
    made.resolve('made')
    expect(await Promise.all([first, second])).toEqual(['made', 'made'])
    expect(hasRoom(caps)).toBe(true)
  })

  it('are counted while ended ones are opened again', async () => {
    const caps = capsWith({ liveRuns: 1 })
    const { id } = await createRun(test.store, {}, asAda)
    await test.store.runs.cancelRun(id, asAda)
    const made = Promise.withResolvers<string>()
    const first = caps.makeAttempt(asAda, id, () => made.promise)
    await expect(caps.makeRun(asAda, async () => 'second')).rejects.toMatchObject({ kind: 'too-many-requests' })
    made.resolve('made')
    expect(await first).toBe('made')
  })

  it('are none more for the repeat of a call, and that is the repeat of its owner alone', async () => {
    const idempotency = { route: 'POST /v1/runs', key: ada, bodySha256: 'x' }
    const { id } = await createRun(test.store, {}, { owner: ada, idempotency })
    await test.store.runs.cancelRun(id, asAda)
    await createRun(test.store, {}, asAda)
    const caps = capsWith({ liveRuns: 1 })
    const repeat = { owner: ada, idempotency }
    await expect(caps.makeRun(repeat, async () => 'as before')).resolves.toBe('as before')
    await expect(caps.makeAttempt(repeat, id, async () => 'as before')).resolves.toBe('as before')

    const eve = { owner: `eve-${ada}`, idempotency }
    await createRun(test.store, {}, { owner: eve.owner })
    await expect(caps.makeRun(eve, async () => 'made')).rejects.toMatchObject({ kind: 'too-many-requests' })
  })

  it('grow by no retry of a run that is going on', async () => {
    const caps = capsWith({ liveRuns: 1 })
    const { id: live } = await createRun(test.store, {}, asAda)
    const { id: ended } = await createRun(test.store, {}, asAda)
    await test.store.runs.cancelRun(ended, asAda)
    await expect(caps.makeAttempt(asAda, live, async () => 'made')).resolves.toBe('made')
    await expect(caps.makeAttempt(asAda, ended, async () => 'made')).rejects.toMatchObject({
      kind: 'too-many-requests',
    })
    await expect(caps.makeAttempt({ owner: 'bob' }, ended, async () => 'not found there')).resolves.toBe(
      'not found there',
    )
  })
})

describe('why a batch may start no further run', () => {
  it.each([
    [{ liveRuns: 2 }, 'live-runs', 'At most 2 runs may be going on at the same time', null],
    [{ runsPerHour: 1 }, 'runs-per-hour', 'At most 1 runs an hour may be started.', 3600_000],
  ] as const)('with %o is said in words that stay the same', async (limits, reason, words, inMs) => {
    expect(capsWith(limits).heldBack(ada)).toBeNull()
    const { createdAt } = await createRun(test.store, {}, asAda)
    now = new Date(createdAt)
    const caps = capsWith(limits)
    const held = caps.heldBack(ada)
    now = new Date(now.getTime() + 1000)

    const until = inMs === null ? null : new Date(Date.parse(createdAt) + inMs).toISOString()
    expect(held).toEqual({ reason, message: expect.stringContaining(words), until })
    expect(caps.heldBack(ada)).toEqual(held)
    expect(caps.heldBack('bob')).toBeNull()
  })
})

describe('what a day’s calls used', () => {
  type Provider = 'ollama' | 'comfyui'
  async function call(id: string, createdAt: string, tokens: number | null, provider: Provider = 'ollama') {
    const ref = { attemptId: liveAttempt(test.store, id).id, id: `call-${createdAt.slice(11, 13)}` }
    const ask = { provider, model: 'some', maxCostUsd: 0, requestSha256: '0'.repeat(64) } as const
    await test.store.calls.begin({ ...ref, ...ask })
    const usage = { inputTokens: tokens, outputTokens: tokens, cachedTokens: 9 }
    await test.store.calls.settle(ref, { ...usage, firstTokenMs: null, ms: null, costUsd: 0 })
    test.edit('UPDATE calls SET createdAt = ? WHERE id = ? AND attemptId = ?', createdAt, ref.id, ref.attemptId)
  }

  it('is of that day (UTC) and that owner, unknown numbers left out', async () => {
    now = new Date('2026-11-22T18:00:00.000Z')
    const { id } = await createRun(test.store, {}, asAda)
    await startAttempt(test.store, id)
    await call(id, '2026-11-21T23:59:59.999Z', 1000)
    await call(id, '2026-11-22T00:00:00.000Z', 10)
    await call(id, '2026-11-22T17:00:00.000Z', null)

    const caps = capsWith({ tokensPerDay: 20 })
    expect(caps.used(ada).tokensPerDay).toBe(20)
    expect(caps.used('bob').tokensPerDay).toBe(0)
    await expect(caps.makeRun(asAda, async () => {})).rejects.toMatchObject({ retryAfterS: 6 * 3600 })
    now = new Date('2026-11-23T00:00:00.000Z')
    expect(caps.used(ada).tokensPerDay).toBe(0)
  })

  it('stays when the run is removed, and is counted once when it is restored', async () => {
    const { id } = await createRun(test.store, {}, asAda)
    await startAttempt(test.store, id)
    await call(id, now.toISOString(), 10)
    const caps = capsWith({})
    caps.noteRemoval(ada, id)
    caps.noteRemoval('bob', id)
    expect(caps.used(ada)).toMatchObject({ tokensPerDay: 20, runsPerHour: 1 })
    test.edit('UPDATE runs SET deletedAt = ? WHERE id = ?', now.toISOString(), id)
    await test.store.attempts.removeRun(id)
    expect(caps.used(ada)).toMatchObject({ tokensPerDay: 20, runsPerHour: 1 })
    expect(caps.used('bob')).toMatchObject({ tokensPerDay: 0, runsPerHour: 0 })
  })

  it('stays when a batch is removed with its runs', async () => {
    const batch = await startBatch(test.store, { rows: 2, owner: ada })
    for (const row of [0, 1]) await test.store.batchWork.admit(batch.id, row, defaults)
    const { data } = await test.store.batches.rows(ada, batch.id, { limit: 2 })
    const [first = '', second = ''] = data.map(({ runId }) => runId ?? '')
    await startAttempt(test.store, first)
    await call(first, now.toISOString(), 10)
    const caps = capsWith({})
    caps.noteBatchRemoval('bob', batch.id)
    caps.noteBatchRemoval(ada, batch.id)
    expect(caps.used(ada)).toMatchObject({ tokensPerDay: 20, runsPerHour: 2 })
    for (const id of [first, second]) {
      test.edit('UPDATE runs SET deletedAt = ? WHERE id = ?', now.toISOString(), id)
      await test.store.attempts.removeRun(id)
      expect(caps.used(ada)).toMatchObject({ tokensPerDay: 20, runsPerHour: 2 })
    }
    expect(caps.used('bob')).toMatchObject({ tokensPerDay: 0, runsPerHour: 0 })
  })

  it('stays within the hour when a run is removed right before midnight', async () => {
    const caps = capsWith({})
    const remove = async (id: string) => {
      caps.noteRemoval(ada, id)
      test.edit('UPDATE runs SET deletedAt = ? WHERE id = ?', now.toISOString(), id)
      await test.store.attempts.removeRun(id)
    }
    now = new Date('2026-11-21T23:55:00Z')
    await remove(await madeAt(5))
    now = new Date('2026-11-22T00:10:00Z')
    await remove(await madeAt(5))

    expect(caps.used(ada).runsPerHour).toBe(2)
  })

  it('counts pictures too, also of runs that were removed', async () => {
    const { id } = await createRun(test.store, {}, asAda)
    await startAttempt(test.store, id)
    await call(id, now.toISOString(), 0, 'comfyui')
    const caps = capsWith({ picturesPerDay: 1 })
    caps.noteRemoval(ada, id)
    test.edit('UPDATE runs SET deletedAt = ? WHERE id = ?', now.toISOString(), id)
    await test.store.attempts.removeRun(id)

    expect(caps.used(ada).picturesPerDay).toBe(1)
    await expect(caps.makeRun(asAda, async () => {})).rejects.toMatchObject({ kind: 'too-many-requests' })
    now = new Date(now.getTime() + 24 * 3600 * 1000)
    expect(caps.used(ada).picturesPerDay).toBe(0)
  })
})

describe('stored pictures', () => {
  it('are counted anew after five seconds, and full when the last byte is taken', async () => {
    const caps = capsWith({ storedBytes: 100 })
    const { id } = await createRun(test.store, {}, asAda)
    expect(caps.used(ada).storedBytes).toBe(0)
    await addPicture(test.store, liveAttempt(test.store, id).id, 'sketch-1', ada)
    now = new Date(now.getTime() + 4999)
    await expect(caps.makeRun(asAda, async () => 'made')).resolves.toBe('made')
    now = new Date(now.getTime() + 1)

    expect([caps.used(ada).storedBytes, caps.used('bob').storedBytes]).toEqual([100, 0])
    await expect(caps.makeRun(asAda, async () => 'made')).rejects.toMatchObject({ kind: 'insufficient-storage' })
    await expect(caps.makeAttempt(asAda, id, async () => 'made')).rejects.toMatchObject({
      kind: 'insufficient-storage',
    })
  })
})
