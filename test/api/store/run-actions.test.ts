import { ulid } from 'ulid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenStore } from '../../../api/store/open-store.ts'
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

  it('that comes after an agent has finished changes nothing', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    await store.attempts.claim(attempt.id, ulid())
    await addPicture(store, attempt.id)
    await store.attempts.finish(attempt.id, { outcome: 'succeeded', design: sampleDesign, lines: 0 })

    await store.runs.cancelVariation(id, 0, asOwner)
    await store.attempts.end(attempt.id, { exit: 0 }, true)

    expect(typesOf(id)).not.toContain('attempt-cancel')
    expect((await get(id)).state).toBe('succeeded')
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
  const parentsOf = (runId: string) =>
    store.attempts.assignment(liveAttempt(store, runId).id, { pace: 0, sketchSize: 256, hasCritique: false })?.parents

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
      packed: { bytes: new Uint8Array(), count: 0 },
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
      { kind: 'not-found', run: '01k0000000000000000000000a', variation: 0 },
      { kind: 'bad-request', run: queued, variation: 0 },
      { kind: 'bad-request', run: queued, variation: 7 },
      { kind: 'not-found', run: deleted, variation: 0 },
      { kind: 'not-found', run: foreign, variation: 0 },
      { kind: 'not-found', run: foreign, variation: 7 },
    ]
    for (const { kind, ...parent } of parents) {
      await expect(createRun(store, { parents: [parent] })).rejects.toMatchObject({
        kind,
        errors: [{ pointer: '/parents/0' }],
      })
    }
  })
})
