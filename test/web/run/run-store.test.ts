import { describe, expect, it, vi } from 'vitest'
import { createFakeRunSource } from '../../../web/src/run/fake-run-source.ts'
import type { RunHandlers } from '../../../web/src/run/run-source.ts'
import { RunStore } from '../../../web/src/run/run-store.ts'
import { artifact, createLog, snapshot } from './events.ts'

function fixture() {
  const log = createLog()
  log.start()
  log.add('attempt-queue', 0, 1, { cause: 'first' })
  log.add('thought-delta', 0, 1, { text: 'bread', pass: 1 })
  log.add('artifact', 0, 1, artifact('p1'))
  log.add('attempt-end', 0, 1, { outcome: 'succeeded' })
  log.add('pick', null, null, { variation: 0, attempt: 1, note: null })
  return log.events
}

/** Frames that come when the test says so. */
function manualFrames() {
  const waiting = new Set<() => void>()
  return {
    waiting,
    schedule(flush: () => void) {
      waiting.add(flush)
      return () => waiting.delete(flush)
    },
    paint() {
      for (const flush of [...waiting]) flush()
    },
  }
}

describe('the run store', () => {
  it('replays a run that is opened late, and shows it in one go', async () => {
    const frames = manualFrames()
    const onLive = vi.fn()
    const store = new RunStore('id', createFakeRunSource(snapshot({ lastSeq: 4 }), fixture()), {
      schedule: frames.schedule,
      onLive,
    })
    await vi.waitFor(() => expect(frames.waiting.size).toBe(1), { timeout: 15_000 })
    expect(store.run.value?.lanes[0]?.thoughts).toEqual([])
    frames.paint()
    expect(store.run.value?.lanes[0]).toMatchObject({ thoughts: [{ text: 'bread' }], artifacts: [{ id: 'p1' }] })
    expect(onLive).not.toHaveBeenCalled()
  })

  it('keeps showing the snapshot until the replay has reached it, and announces only what lies beyond', async () => {
    const frames = manualFrames()
    const onLive = vi.fn()
    const events = fixture()
    let stream: RunHandlers | undefined
    const source = {
      ...createFakeRunSource(snapshot({ lastSeq: 4 }), []),
      subscribe: (_id: string, _after: number, handlers: RunHandlers) => {
        stream = handlers
        return () => {}
      },
    }
    const store = new RunStore('id', source, { schedule: frames.schedule, onLive })
    await vi.waitFor(() => expect(stream).toBeDefined(), { timeout: 15_000 })
    const shown = store.run.value
    stream?.onEvents(events.slice(0, 3))
    frames.paint()
    expect(store.run.value).toBe(shown)
    stream?.onEvents(events.slice(3))
    frames.paint()
    expect(store.run.value).toMatchObject({ lastSeq: 6, pick: { variation: 0 } })
    expect(onLive.mock.calls).toEqual([[events.slice(4), store.run.value]])
  })

  it('never shows less than the snapshot while it replays', async () => {
    const frames = manualFrames()
    const source = createFakeRunSource(snapshot({ lastSeq: 2, brief: 'as the snapshot says' }), fixture())
    const store = new RunStore('id', source, { schedule: frames.schedule })
    await vi.waitFor(() => expect(frames.waiting.size).toBe(1), { timeout: 15_000 })
    const seen = new Set<number>()
    const stop = store.run.subscribe((run) => seen.add(run?.lanes.length ?? 0))
    frames.paint()
    stop()
    expect([...seen]).toEqual([2])
  })

  it('goes on live, one change of state per frame', async () => {
    const frames = manualFrames()
    const onLive = vi.fn()
    const source = createFakeRunSource(snapshot({ lastSeq: 2 }), fixture())
    const store = new RunStore('id', source, { schedule: frames.schedule, onLive })
    await vi.waitFor(() => expect(frames.waiting.size).toBe(1), { timeout: 15_000 })
    frames.paint()
    const changes = vi.fn()
    store.run.subscribe(changes)
    source.playTo(4)
    source.playTo(6)
    expect(frames.waiting.size).toBe(1)
    frames.paint()
    expect(changes).toHaveBeenCalledTimes(2)
    expect(store.run.value).toMatchObject({ lastSeq: 6, pick: { variation: 0, attempt: 1 } })
    expect(onLive.mock.calls[0]?.[0]).toHaveLength(4)
  })

  it('does not replay a long history, but goes on from the snapshot', async () => {
    const frames = manualFrames()
    const source = createFakeRunSource(snapshot({ lastSeq: 6000 }), [])
    const subscribe = vi.spyOn(source, 'subscribe')
    new RunStore('id', source, { schedule: frames.schedule })
    await vi.waitFor(() => expect(subscribe).toHaveBeenCalled(), { timeout: 15_000 })
    expect(subscribe.mock.calls[0]?.[1]).toBe(6000)
  })

  it('says why a run cannot be shown', async () => {
    const source = { ...createFakeRunSource(snapshot(), []), load: () => Promise.reject(new Error('gone')) }
    const store = new RunStore('id', source)
    await vi.waitFor(() => expect(store.problem.value).toEqual(new Error('gone')), { timeout: 15_000 })
  })

  it('gives up on a stream that is refused again and again', async () => {
    const source = {
      ...createFakeRunSource(snapshot(), []),
      subscribe: (_id: string, _after: number, handlers: { onRefused(status: number): void }) => {
        queueMicrotask(() => handlers.onRefused(400))
        return () => {}
      },
    }
    const store = new RunStore('id', source)
    await vi.waitFor(() => expect(store.problem.value).not.toBeNull(), { timeout: 15_000 })
  })

  it('shows a run whose events are too old to be kept from its snapshot alone', async () => {
    const asked: number[] = []
    const source = {
      ...createFakeRunSource(snapshot({ lastSeq: 4 }), []),
      subscribe: (_id: string, after: number, handlers: { onRefused(status: number): void }) => {
        asked.push(after)
        if (after < 4) queueMicrotask(() => handlers.onRefused(410))
        return () => {}
      },
    }
    const store = new RunStore('id', source)
    await vi.waitFor(() => expect(asked).toHaveLength(2), { timeout: 15_000 })
    expect(asked).toEqual([0, 4])
    expect(store.problem.value).toBeNull()
    expect(store.run.value?.lastSeq).toBe(4)
  })

  it('shows a confirmed pick before its event', async () => {
    const store = new RunStore('id', createFakeRunSource(snapshot(), []), { schedule: () => () => {} })
    await vi.waitFor(() => expect(store.run.value).not.toBeNull(), { timeout: 15_000 })
    store.setPick({ variation: 1, attempt: 1, note: null, at: '2026-11-01T12:00:00.000Z' })
    expect(store.run.value?.pick?.variation).toBe(1)
  })
})
