import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenStore } from '../../../api/store/open-store.ts'
import type { CommandContext } from '../../../api/store/store.ts'
import { CreateRun } from '../../../contract/api.ts'
import { asOwner, createRun, openTestStore, type TestStore } from '../../support/test-store.ts'

let opened: TestStore
let store: OpenStore
beforeAll(async () => {
  opened = await openTestStore()
  store = opened.store
})
afterAll(() => opened.close())

const get = (id: string) => store.runs.get('local', id)

describe('a new run', () => {
  it('is one transaction: run, lanes and their places in the queue', async () => {
    const run = await createRun(store, { variations: 3, seed: 99 })
    const events = opened.events(run.id)

    expect(events.map(({ type, variation, attempt }) => [type, variation, attempt])).toEqual([
      ['run-start', null, null],
      ['attempt-queue', 0, 1],
      ['attempt-queue', 1, 1],
      ['attempt-queue', 2, 1],
    ])
    expect(run).toMatchObject({ state: 'running', lastSeq: 4, seed: 99, endedAt: null })
    expect(run.variations.map(({ state, attempt }) => [state, attempt])).toEqual(Array(3).fill(['queued', 1]))
    expect(new Set(run.variations.map(({ direction }) => direction)).size).toBe(3)
    expect(new Set(run.variations.map(({ seed }) => seed)).size).toBe(3)
  })

  it('is the same plan for the same seed', async () => {
    const [a, b, c] = await Promise.all([7, 7, 8].map((seed) => createRun(store, { variations: 4, seed })))
    const plan = (run: typeof a) => run?.variations.map(({ direction, seed }) => [direction, seed])

    expect(plan(a)).toEqual(plan(b))
    expect(plan(a)).not.toEqual(plan(c))
  })

  it('takes named directions first and deals the rest', async () => {
    const run = await createRun(store, { variations: 4, directions: ['my own words', 'and more'] })
    const mixed = await createRun(store, {
      variations: [{}, { direction: 'this lane' }, { designer: 'scripted', seed: 5 }],
      directions: ['first', 'third'],
    })

    expect(run.variations.slice(0, 2).map(({ direction }) => direction)).toEqual(['my own words', 'and more'])
    expect(new Set(run.variations.map(({ direction }) => direction)).size).toBe(4)
    expect(mixed.variations.map(({ direction }) => direction)).toEqual(['first', 'this lane', 'third'])
    expect(mixed.variations[2]?.seed).toBe(5)
  })

  it.each([
    [{ variations: 2, directions: ['a', 'b', 'c'] }],
    [{ variations: [{ direction: 'own' }], directions: ['a'] }],
  ])('is refused with more directions than lanes: %j', async (request) => {
    await expect(createRun(store, request)).rejects.toMatchObject({
      kind: 'bad-request',
      errors: [{ pointer: '/directions' }],
    })
  })

  it('is listed after those of before, in one instant too', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => createRun(store, { brief: `burst ${i}` })))
    const { data } = await store.runs.list('local', { q: 'burst', limit: 100 })

    expect(data.map(({ brief }) => brief)).toEqual(all.map(({ brief }) => brief).reverse())
  })

  it('queues its lanes in their order', async () => {
    const { id } = await createRun(store, { variations: 16 })
    const queued = store.attempts.live().filter(({ runId }) => runId === id)

    expect(queued.map(({ index }) => index)).toEqual(Array.from({ length: 16 }, (_, i) => i))
  })
})

describe('the list', () => {
  it('is found by the words of a brief, whatever they are', async () => {
    const briefs = ['a 100% pure axolotl', 'snake_case axolotl', 'back\\slash axolotl', "an axolotl's tea"]
    for (const brief of briefs) await createRun(store, { brief })
    const found = async (q: string) => (await store.runs.list('local', { q, limit: 10 })).data.map(({ brief }) => brief)

    expect(await found('100%')).toEqual([briefs[0]])
    expect(await found('PURE 100')).toEqual([briefs[0]])
    expect(await found('snake_case')).toEqual([briefs[1]])
    expect(await found('snakeXcase')).toEqual([])
    expect(await found('back\\slash')).toEqual([briefs[2]])
    expect(await found("axolotl's")).toEqual([briefs[3]])
    expect(await found('%')).toEqual([briefs[0]])
  })

  it('is given in pages that join without a seam', async () => {
    const own: CommandContext = { owner: 'pages' }
    const all = []
    for (let i = 0; i < 7; i++) all.push((await createRun(store, {}, own)).id)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await store.runs.list('pages', { limit: 3, cursor })
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)

    expect(seen).toEqual(all.reverse())
    await expect(store.runs.list('pages', { limit: 3, cursor: 'nonsense' })).rejects.toMatchObject({
      kind: 'bad-request',
    })
  })
})

describe('an Idempotency-Key', () => {
  const keyed = (key: string, bodySha256 = 'same', route = 'POST /v1/runs'): CommandContext => ({
    owner: 'local',
    idempotency: { route, key, bodySha256 },
  })
  const request = CreateRun.parse({ brief: 'once', variations: 2 })
  const create = (context: CommandContext) =>
    store.runs.create(request, { designer: 'scripted', renderer: 'sketch' }, context)

  it('makes one run of fifty that come at once, and flags the others', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(keyed('fifty'))))

    expect(new Set(answers.map(({ value }) => value.id)).size).toBe(1)
    expect(answers.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1)
    expect(answers.every(({ value }) => JSON.stringify(value) === JSON.stringify(answers[0]?.value))).toBe(true)
  })

  it('gives the first answer again, whatever happened since, and after a restart', async () => {
    const first = await create(keyed('again'))
    await store.runs.cancelRun(first.value.id, asOwner)
    store = await opened.reopen()

    expect(await create(keyed('again'))).toEqual({ value: first.value, isReplayed: true })
  })

  it('is refused with another body, and counts for one route and one owner', async () => {
    const { value } = await create(keyed('body'))

    await expect(create(keyed('body', 'other'))).rejects.toMatchObject({ kind: 'unprocessable' })
    expect((await create(keyed('body', 'same', 'POST /v1/elsewhere'))).value.id).not.toBe(value.id)
    expect((await create({ ...keyed('body'), owner: 'someone' })).value.id).not.toBe(value.id)
  })

  it('is not used up by a request that is refused', async () => {
    const bad = { ...request, variations: 1, directions: ['a', 'b'] }
    const defaults = { designer: 'scripted', renderer: 'sketch' } as const
    await expect(store.runs.create(bad, defaults, keyed('refused'))).rejects.toMatchObject({ kind: 'bad-request' })

    expect((await create(keyed('refused'))).isReplayed).toBe(false)
  })

  it('is good for a day, to the minute', async () => {
    const { value } = await create(keyed('old'))
    const at = (hours: number) => new Date(Date.now() - hours * 3600_000).toISOString()
    opened.edit('UPDATE idempotency_keys SET createdAt = ? WHERE key = ?', at(23.99), 'old')
    expect((await create(keyed('old'))).isReplayed).toBe(true)
    opened.edit('UPDATE idempotency_keys SET createdAt = ? WHERE key = ?', at(24.01), 'old')
    const later = await create(keyed('old', 'other'))

    expect([later.isReplayed, later.value.id === value.id]).toEqual([false, false])
    expect((await create(keyed('old', 'other'))).isReplayed).toBe(true)
  })

  it('is forgotten after a day', async () => {
    await create(keyed('forgotten'))
    opened.edit("UPDATE idempotency_keys SET createdAt = '2020-01-01T00:00:00.000Z' WHERE key = 'forgotten'")
    await store.attempts.forgetAnswers()

    expect((await create(keyed('forgotten', 'other'))).isReplayed).toBe(false)
  })
})

describe('an owner', () => {
  it('sees nothing of another', async () => {
    const { id } = await createRun(store, {}, { owner: 'eve' })

    await expect(get(id)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(store.runs.head('local', id)).rejects.toMatchObject({ kind: 'not-found' })
    for (const change of [
      store.runs.patch(id, { priority: 1 }, asOwner),
      store.runs.retryVariation(id, 0, asOwner),
      store.runs.delete(id, asOwner),
      store.runs.restore(id, asOwner),
      store.runs.unpick(id, asOwner),
    ]) {
      await expect(change).rejects.toMatchObject({ kind: 'not-found' })
    }
  })
})
