import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenStore } from '../../../api/store/open-store.ts'
import { packEvent, packEvents } from '../../../api/store/packed-events.ts'
import {
  addPicture,
  asOwner,
  createRun,
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

/** What a follower would commit after reading `texts` behind `from`. */
function reading(runId: string, attemptId: string, from: string | null, to: string, texts: string[], index = 0) {
  const place = { run: runId, variation: index, attempt: 1, at: '2026-01-02T03:04:05.678Z' }
  const packed = packEvents(texts.map((text) => packEvent('log', { text })))
  return { attemptId, place, from, to, lastN: texts.length, packed, design: null }
}

const logs = (runId: string) => opened.events(runId).flatMap((event) => (event.type === 'log' ? [event.data.text] : []))

describe('a follower', () => {
  it('adds what it read once: the same again is refused and changes nothing', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    const first = reading(id, attempt.id, null, '{"offset":5}', ['a', 'b'])

    expect(await store.attempts.ingest(first)).toBe(true)
    expect(await store.attempts.ingest(first)).toBe(false)
    expect(await store.attempts.ingest(reading(id, attempt.id, '{"offset":4}', '{"offset":9}', ['x']))).toBe(false)
    expect(store.attempts.get(attempt.id)).toMatchObject({ cursor: '{"offset":5}', lastN: 2 })
    expect(await store.attempts.ingest(reading(id, attempt.id, '{"offset":5}', '{"offset":9}', ['c']))).toBe(true)
    expect(logs(id)).toEqual(['a', 'b', 'c'])
  })

  it('wins once of twenty that stand at the same place', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    const all = Array.from({ length: 20 }, (_, i) => reading(id, attempt.id, null, `{"offset":${i}}`, [`${i}`]))
    const isTaken = await Promise.all(all.map((args) => store.attempts.ingest(args)))

    expect(isTaken.filter(Boolean)).toHaveLength(1)
    expect(logs(id)).toHaveLength(1)
  })

  it('of an earlier process is fenced off', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    opened.edit('UPDATE installation SET epoch = epoch + 1')

    expect(await store.attempts.ingest(reading(id, attempt.id, null, '{"offset":5}', ['late']))).toBe(false)
    expect(logs(id)).toEqual([])
    expect(store.attempts.get(attempt.id)?.cursor).toBeNull()
    store = await opened.reopen()
  })

  it('adds nothing before the start and nothing after the end', async () => {
    const { id } = await createRun(store)
    const queued = liveAttempt(store, id)
    expect(await store.attempts.ingest(reading(id, queued.id, null, '1', ['early']))).toBe(false)
    const attempt = await startAttempt(store, id)
    await store.attempts.end(attempt.id, { exit: 1 }, true)

    expect(await store.attempts.ingest(reading(id, attempt.id, null, '1', ['late']))).toBe(false)
    expect(opened.events(id).at(-1)?.type).toBe('run-end')
  })
})

describe('a start of the store', () => {
  it('raises the epoch and keeps who the installation is', async () => {
    const { id } = await createRun(store)
    const before = { ...store.installation }
    const events = opened.events(id)
    store = await opened.reopen()

    expect(store.installation).toMatchObject({ installationId: before.installationId, secret: before.secret })
    expect(opened.events(id)).toEqual(events)
    const attempt = await startAttempt(store, id)
    expect(await store.attempts.ingest(reading(id, attempt.id, null, '1', ['on']))).toBe(true)
  })
})

describe('many changes at the same time', () => {
  it('leave every log dense, each event once, in the order of its lane', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => createRun(store, { variations: 4 })))
    const lanes = await Promise.all(
      runs.flatMap(({ id }) => [0, 1, 2, 3].map((index) => startAttempt(store, id, index))),
    )
    const work = lanes.flatMap(({ id, runId, index }) => [
      ...Array.from({ length: 5 }, (_, i) => () => {
        const from = i === 0 ? null : `${i}`
        return store.attempts.ingest(reading(runId, id, from, `${i + 1}`, [`${index}/${i}`], index))
      }),
      () => addPicture(store, id),
      () => store.attempts.wait(id, { reason: 'model-load', message: 'Loading.' }),
      () => store.runs.retryVariation(runId, index, asOwner),
      () => store.attempts.start(id, 'local', { text: 'again', details: {} }),
      () => store.runs.pick(runId, { variation: index, note: null }, asOwner).catch(() => null),
      () => store.attempts.claim(id, `token of ${id}`),
      ...(index === 3 ? [() => store.runs.cancelVariation(runId, index, asOwner)] : []),
    ])
    expect(work.length).toBeGreaterThan(170)
    await Promise.all(work.map((change) => change()))

    for (const { id } of runs) {
      const events = opened.events(id)
      const run = await store.runs.get('local', id)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1))
      expect(run.lastSeq).toBe(events.length)
      expect(events.filter(({ type }) => type === 'artifact')).toHaveLength(4)
      expect(events.filter(({ type }) => type === 'attempt-start')).toHaveLength(4)
      for (const index of [0, 1, 2, 3]) {
        const own = events.filter((event) => event.type === 'log' && event.variation === index)
        expect(own.map(({ data }) => data)).toEqual([0, 1, 2, 3, 4].map((i) => ({ text: `${index}/${i}` })))
      }
    }
  })

  it('are not disturbed by one of them that fails', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    const stray = reading('01k0000000000000000000000a', attempt.id, '1', '2', ['stray'])
    const results = await Promise.allSettled([
      store.attempts.ingest(reading(id, attempt.id, null, '1', ['before'])),
      store.attempts.claim('01k0000000000000000000000a', 'x'),
      // moves the cursor, then finds that there is no such log: all of it must be undone
      store.attempts.ingest(stray),
      store.runs.pick(id, { variation: 0, note: null }, asOwner),
      store.attempts.ingest(reading(id, attempt.id, '1', '3', ['after'])),
      createRun(store),
    ])

    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(logs(id)).toEqual(['before', 'after'])
    expect(opened.events(id).map(({ seq }) => seq)).toEqual(opened.events(id).map((_, i) => i + 1))
  })
})

describe('a repeated command', () => {
  it('is a no-op: launch, start, wait, picture, cancel, end', async () => {
    const { id } = await createRun(store)
    const attempt = await startAttempt(store, id)
    const wait = { reason: 'model-load' as const, message: 'Loading.' }
    const repeat = async (change: () => Promise<unknown>) => {
      await change()
      const { length } = opened.events(id)
      await change()
      expect(opened.events(id)).toHaveLength(length)
    }
    expect(await store.attempts.launch(attempt.id)).toBe(false)
    await repeat(() => store.attempts.start(attempt.id, 'local', { text: 'again', details: {} }))
    await repeat(() => store.attempts.wait(attempt.id, wait))
    await repeat(() => store.attempts.wait(attempt.id, null))
    await repeat(() => store.attempts.wait(attempt.id, wait))
    await repeat(() => addPicture(store, attempt.id))
    await repeat(() => store.runs.cancelVariation(id, 0, asOwner))
    await repeat(() => store.runs.cancelRun(id, asOwner))
    await repeat(() => store.attempts.end(attempt.id, { exit: 1 }, true))

    expect(opened.events(id).map(({ type }) => type)).toEqual([
      'run-start',
      'attempt-queue',
      'attempt-start',
      'attempt-wait',
      'attempt-wait',
      'attempt-wait',
      'artifact',
      'attempt-cancel',
      'attempt-end',
      'run-end',
    ])
  })
})
