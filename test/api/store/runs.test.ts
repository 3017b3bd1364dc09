import { ulid } from 'ulid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenStore } from '../../../api/store/open-store.ts'
import type { CommandContext } from '../../../api/store/store.ts'
import { CreateRun } from '../../../contract/api.ts'
import { attemptSeed } from '../../../contract/seed.ts'
import { sampleDesign } from '../../support/sample-design.ts'
import {
  addPicture,
  asOwner,
  createRun,
  endAttempt,
  liveAttempt,
  openTestStore,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'

let opened: TestStore
let store: OpenStore
beforeAll(async () => {
  opened = await openTestStore()
  store = opened.store
})
afterAll(() => opened.close())

const get = (id: string) => store.runs.get('local', id)
const typesOf = (id: string, from = 0) =>
  opened
    .events(id)
    .slice(from)
    .map(({ type }) => type)

/** Ends a variation's live attempt with a design and a picture. */
async function succeed(runId: string, index = 0, name = 'Miso') {
  const attempt = await startAttempt(store, runId, index)
  await store.attempts.claim(attempt.id, ulid())
  await addPicture(store, attempt.id)
  await store.attempts.finish(attempt.id, { outcome: 'succeeded', design: { ...sampleDesign, name }, lines: 0 })
  await store.attempts.end(attempt.id, { exit: 0 }, true)
}

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

describe('a pick', () => {
  it('needs a picture, can be changed and taken back, each with its event', async () => {
    const { id } = await createRun(store, { variations: 3 })
    const pick = (variation: number, note: string | null = null) => store.runs.pick(id, { variation, note }, asOwner)
    await expect(pick(0)).rejects.toMatchObject({ kind: 'conflict' })
    await expect(pick(3)).rejects.toMatchObject({ kind: 'not-found' })
    await succeed(id, 0)
    await succeed(id, 1)
    const from = opened.events(id).length
    const first = await pick(0)
    expect(first.value).toMatchObject({ variation: 0, attempt: 1, note: null })
    expect(await pick(0)).toEqual(first)
    await pick(0, 'so round')
    await pick(1)
    await store.runs.unpick(id, asOwner)
    await store.runs.unpick(id, asOwner)

    const events = opened.events(id).slice(from)
    expect(events.map(({ type, variation, data }) => [type, variation, data])).toEqual([
      ['pick', null, { variation: 0, attempt: 1, note: null }],
      ['pick', null, { variation: 0, attempt: 1, note: 'so round' }],
      ['pick', null, { variation: 1, attempt: 1, note: null }],
      ['pick', null, { variation: null, attempt: null, note: null }],
    ])
    expect((await get(id)).pick).toBeNull()
  })

  it('is of the newest attempt that has a picture', async () => {
    const { id } = await createRun(store)
    await succeed(id)
    await store.runs.retryVariation(id, 0, asOwner)
    const { value } = await store.runs.pick(id, { variation: 0, note: null }, asOwner)
    await succeed(id)

    expect(value.attempt).toBe(1)
    expect((await store.runs.pick(id, { variation: 0, note: null }, asOwner)).value.attempt).toBe(2)
  })

  it('is shown in the list with its picture and its name', async () => {
    const { id } = await createRun(store, { variations: 2, brief: 'a listed pick' })
    await succeed(id, 0, 'Ume')
    await succeed(id, 1, 'Nori')
    await store.runs.pick(id, { variation: 1, note: null }, asOwner)
    const { data } = await store.runs.list('local', { q: 'a listed pick', limit: 1 })

    expect(data[0]).toMatchObject({ pickName: 'Nori', cover: { variation: 1 }, variationCount: 2, state: 'succeeded' })
  })
})

describe('a retry', () => {
  it('reopens the run, which gets another end', async () => {
    const { id } = await createRun(store, { variations: 2 })
    await succeed(id, 0)
    await startAttempt(store, id, 1)
    await endAttempt(store, id, 1)
    expect(await get(id)).toMatchObject({ state: 'partial', endedAt: expect.any(String) })
    const from = opened.events(id).length
    const { value } = await store.runs.retryVariation(id, 1, asOwner)
    expect(value).toMatchObject({ state: 'queued', attempt: 2, design: null })
    expect(await get(id)).toMatchObject({ state: 'running', endedAt: null })
    await succeed(id, 1)

    expect(await get(id)).toMatchObject({ state: 'succeeded' })
    expect(typesOf(id, from)).toEqual(['attempt-queue', 'attempt-start', 'artifact', 'attempt-end', 'run-end'])
    expect(opened.events(id).at(from)).toMatchObject({ variation: 1, attempt: 2, data: { cause: 'retry' } })
  })

  it('re-rolls after a success, with another seed and its pictures kept', async () => {
    const { id } = await createRun(store)
    await succeed(id)
    const { value } = await store.runs.retryVariation(id, 0, asOwner)

    expect(value.attempts.map(({ number, seed }) => [number, seed])).toEqual([
      [1, attemptSeed(value.seed, 1)],
      [2, attemptSeed(value.seed, 2)],
    ])
    expect(value.attempts[0]?.seed).not.toBe(value.attempts[1]?.seed)
    expect(value.artifacts).toHaveLength(1)
  })

  it('does nothing while an attempt is live', async () => {
    const { id } = await createRun(store)
    const { length } = opened.events(id)
    const answers = await Promise.all([1, 2, 3].map(() => store.runs.retryVariation(id, 0, asOwner)))

    expect(answers.map(({ value }) => value.attempt)).toEqual([1, 1, 1])
    expect(opened.events(id)).toHaveLength(length)
  })

  it('is possible nine times', async () => {
    const { id } = await createRun(store)
    await endAttempt(store, id)
    for (let number = 2; number <= 10; number++) {
      const { value } = await store.runs.retryVariation(id, 0, asOwner)
      expect(value.attempt).toBe(number)
      await endAttempt(store, id)
    }
    await expect(store.runs.retryVariation(id, 0, asOwner)).rejects.toMatchObject({ kind: 'conflict' })

    expect(await get(id)).toMatchObject({ state: 'failed' })
    expect(typesOf(id).filter((type) => type === 'run-end')).toHaveLength(10)
  })
})

describe('a cancel', () => {
  it('of a lane that waits ends it at once', async () => {
    const { id } = await createRun(store, { variations: 2 })
    const { value } = await store.runs.cancelVariation(id, 0, asOwner)

    expect(value.state).toBe('cancelled')
    expect(opened.events(id).slice(3)).toMatchObject([
      { type: 'attempt-cancel', variation: 0, data: { by: 'user' } },
      { type: 'attempt-end', variation: 0, data: { outcome: 'cancelled' } },
    ])
    expect((await get(id)).state).toBe('running')
  })

  it('of a run ends what waits, asks what runs to stop, and leaves what has ended', async () => {
    const { id } = await createRun(store, { variations: 3 })
    await succeed(id, 0)
    await startAttempt(store, id, 1)
    const from = opened.events(id).length
    await store.runs.cancelRun(id, asOwner)
    expect(liveAttempt(store, id, 1)).toMatchObject({ desired: 'cancelled', state: 'running', tokenSha256: null })
    await store.attempts.end(liveAttempt(store, id, 1).id, { exit: 143 }, true)

    expect(opened.events(id).slice(from)).toMatchObject([
      { type: 'attempt-cancel', variation: 1, data: { by: 'run' } },
      { type: 'attempt-cancel', variation: 2, data: { by: 'run' } },
      { type: 'attempt-end', variation: 2, data: { outcome: 'cancelled' } },
      { type: 'attempt-end', variation: 1, data: { outcome: 'cancelled' } },
      { type: 'run-end', data: { outcome: 'succeeded' } },
    ])
  })

  it('of everything before it began is a cancelled run', async () => {
    const { id } = await createRun(store, { variations: 4 })
    const { value } = await store.runs.cancelRun(id, asOwner)

    expect([value.state, typesOf(id).at(-1)]).toEqual(['cancelled', 'run-end'])
    expect(typesOf(id).filter((type) => type === 'run-end')).toHaveLength(1)
  })

  it('of what does not exist is not found', async () => {
    const { id } = await createRun(store)

    await expect(store.runs.cancelVariation(id, 1, asOwner)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(store.runs.cancelRun(id, { owner: 'eve' })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('a deleted run', () => {
  it('is hidden, comes back, and is gone with everything that names it', async () => {
    const { id } = await createRun(store, { brief: 'to be deleted' })
    await expect(store.runs.delete(id, asOwner)).rejects.toMatchObject({ kind: 'conflict' })
    await succeed(id)
    const artifactId = (await get(id)).variations[0]?.artifacts[0]?.id ?? ''
    await store.runs.delete(id, asOwner)
    await expect(get(id)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(store.artifacts.get('local', artifactId)).rejects.toMatchObject({ kind: 'not-found' })
    expect((await store.runs.list('local', { q: 'to be deleted', limit: 5 })).data).toEqual([])
    expect(store.attempts.deletedRuns(new Date(Date.now() - 10_000))).toEqual([])

    expect((await store.runs.restore(id, asOwner)).value.id).toBe(id)
    await store.artifacts.get('local', artifactId)
    await store.attempts.removeRun(id)
    await get(id)

    await store.runs.delete(id, asOwner)
    expect(store.attempts.deletedRuns(new Date(Date.now() + 1))).toEqual([id])
    await store.attempts.removeRun(id)
    await expect(store.runs.restore(id, asOwner)).rejects.toMatchObject({ kind: 'not-found' })
    expect(store.log.read(id, 0, 1000)).toBeNull()
    expect(store.artifacts.isNamed((await createRun(store)).id)).toBe(false)
  })
})

describe('a child run', () => {
  const parentsOf = (runId: string) => store.attempts.assignment(liveAttempt(store, runId).id, 0)?.parents

  it('knows its parent, its parent knows it, and its agent gets the design', async () => {
    const { id: run } = await createRun(store)
    await succeed(run, 0, 'Ume')
    const child = await createRun(store, {
      parents: [{ run, variation: 0, strength: 'strong', keep: ['morph', 'nose'] }],
    })

    expect(child.parents).toEqual([{ run, variation: 0, attempt: 1, strength: 'strong', keep: ['morph', 'nose'] }])
    expect((await get(run)).children).toEqual([child.id])
    expect(parentsOf(child.id)).toEqual([
      { design: { ...sampleDesign, name: 'Ume' }, strength: 'strong', keep: ['morph'] },
    ])
  })

  it('keeps the design it grows from when the parent is re-rolled, changed or removed', async () => {
    const { id: run } = await createRun(store)
    const attempt = await startAttempt(store, run)
    const place = { run, variation: 0, attempt: 1, at: '2026-01-02T03:04:05.678Z' }
    const draft = { ...sampleDesign, name: 'Draft' }
    await store.attempts.ingest({
      attemptId: attempt.id,
      place,
      from: null,
      to: '1',
      lastN: 1,
      packed: '',
      design: draft,
    })
    const child = await createRun(store, { parents: [{ run, variation: 0 }] })
    expect(parentsOf(child.id)?.map(({ design }) => design.name)).toEqual(['Draft'])
    await endAttempt(store, run)
    await store.runs.retryVariation(run, 0, asOwner)
    expect(parentsOf(child.id)?.map(({ design }) => design.name)).toEqual(['Draft'])
    await store.runs.cancelRun(run, asOwner)
    await store.runs.delete(run, asOwner)
    await store.attempts.removeRun(run)

    expect(parentsOf(child.id)?.map(({ design }) => design.name)).toEqual(['Draft'])
  })

  it('can grow from an earlier attempt', async () => {
    const { id: run } = await createRun(store)
    await succeed(run, 0, 'First')
    await store.runs.retryVariation(run, 0, asOwner)
    await succeed(run, 0, 'Second')
    const child = await createRun(store, {
      parents: [
        { run, variation: 0, attempt: 1 },
        { run, variation: 0 },
      ],
    })

    expect(parentsOf(child.id)?.map(({ design }) => design.name)).toEqual(['First', 'Second'])
    expect(child.parents.map(({ attempt }) => attempt)).toEqual([1, 2])
  })

  it('is refused for a parent that is not there, not done, deleted or not theirs', async () => {
    const { id: queued } = await createRun(store)
    const { id: deleted } = await createRun(store)
    await succeed(deleted)
    await store.runs.delete(deleted, asOwner)
    const { id: foreign } = await createRun(store)
    await succeed(foreign)
    opened.edit("UPDATE runs SET owner = 'eve' WHERE id = ?", foreign)
    const parents = [
      { run: '01k0000000000000000000000a', variation: 0 },
      { run: queued, variation: 0 },
      { run: deleted, variation: 0 },
      { run: foreign, variation: 0 },
      { run: foreign, variation: 7 },
    ]
    for (const parent of parents) {
      await expect(createRun(store, { parents: [parent] })).rejects.toMatchObject({
        kind: 'bad-request',
        errors: [{ pointer: '/parents/0' }],
      })
    }
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
