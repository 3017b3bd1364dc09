import { describe, expect, it } from 'vitest'
import type { EventData, RunEvent } from '#contract/event.ts'
import { hasPicture, pictureOf, shownPicture } from '../../../web/src/run/lane-state.ts'
import { type RunState, reduceRun, runBeforeEvents, runFromSnapshot } from '../../../web/src/run/run-state.ts'
import { artifact, at, createLog, modelCall, snapshot } from './events.ts'

const replay = (events: readonly RunEvent[], from = runBeforeEvents(snapshot())): RunState =>
  events.reduce(reduceRun, from)

function firstAttempt() {
  const log = createLog()
  log.start()
  log.add('attempt-queue', 0, 1, { cause: 'first' })
  return log
}

function runningLane() {
  const log = firstAttempt()
  const where = { text: 'process 12', details: { pid: '12' } }
  log.add('attempt-start', 0, 1, { runner: 'local', where })
  return log
}

describe('the reducer', () => {
  it('makes the lanes at the start of the run', () => {
    const log = createLog()
    log.start()
    const run = replay(log.events)
    expect(run.lanes.map((lane) => lane.plan.direction)).toEqual(['Direction 0', 'Direction 1'])
    expect(run.lastSeq).toBe(1)
  })

  it('shows what a lane waits for until the wait is over', () => {
    const log = firstAttempt()
    log.add('attempt-wait', 0, 1, { reason: 'capacity', position: 2, message: 'All places are taken.' })
    expect(replay(log.events).lanes[0]?.wait).toEqual({
      reason: 'capacity',
      position: 2,
      message: 'All places are taken.',
    })
    log.add('attempt-wait', 0, 1, { reason: null, message: '' })
    expect(replay(log.events).lanes[0]?.wait).toBeNull()
  })

  it('starts the lane with its place and time', () => {
    const lane = replay(runningLane().events).lanes[0]
    expect(lane).toMatchObject({ state: 'running', startedAt: at(3), where: { text: 'process 12' } })
    expect(lane?.attempts).toMatchObject([{ number: 1, state: 'running', startedAt: at(3), seed: 160 }])
  })

  it('lights steps as they begin and end, and counts their passes', () => {
    const log = runningLane()
    log.add('step-start', 0, 1, { step: 'imagine', pass: 1 })
    expect(replay(log.events).lanes[0]?.steps.imagine).toEqual({ state: 'active', pass: 1, ms: null })
    log.add('step-end', 0, 1, { step: 'imagine', pass: 1, ms: 900 })
    log.add('step-start', 0, 1, { step: 'imagine', pass: 2 })
    expect(replay(log.events).lanes[0]?.steps.imagine).toEqual({ state: 'active', pass: 2, ms: null })
  })

  it('marks the step at which an attempt ended', () => {
    const log = runningLane()
    log.add('step-start', 0, 1, { step: 'sketch', pass: 1 })
    log.add('attempt-end', 0, 1, { outcome: 'failed', reason: 'oom', message: 'Out of memory.', isRetryable: true })
    const lane = replay(log.events).lanes[0]
    expect(lane?.steps.sketch.state).toBe('stopped')
    expect(lane).toMatchObject({
      state: 'failed',
      failure: { reason: 'oom', message: 'Out of memory.', isRetryable: true },
    })
  })

  it('takes from the contract whether a retry helps where the event does not say', () => {
    const log = runningLane()
    log.add('attempt-end', 0, 1, { outcome: 'failed', reason: 'content' })
    expect(replay(log.events).lanes[0]?.failure?.isRetryable).toBe(false)
  })

  it('joins thoughts, and folds a pass away that another took the place of', () => {
    const log = runningLane()
    log.add('thought-delta', 0, 1, { text: 'warm ', pass: 1 })
    log.add('thought-delta', 0, 1, { text: 'light', pass: 1 })
    log.add('thought-delta', 0, 1, { text: 'again', pass: 2 })
    expect(replay(log.events).lanes[0]?.thoughts).toEqual([
      { step: 'imagine', pass: 1, text: 'warm light', fate: 'discarded' },
      { step: 'imagine', pass: 2, text: 'again', fate: 'current' },
    ])
  })

  it('tells a pass that was for nothing from one that was improved on', () => {
    const log = runningLane()
    log.add('step-start', 0, 1, { step: 'imagine', pass: 1 })
    log.add('thought-delta', 0, 1, { text: 'cut', pass: 1 })
    log.add('step-start', 0, 1, { step: 'imagine', pass: 2 })
    log.add('thought-delta', 0, 1, { text: 'whole', pass: 2 })
    log.add('design', 0, 1, { design: { name: 'Fern' } as EventData<'design'>['design'], pass: 2 })
    log.add('step-end', 0, 1, { step: 'imagine', pass: 2, ms: 9 })
    log.add('step-start', 0, 1, { step: 'critique', pass: 1 })
    log.add('thought-delta', 0, 1, { text: 'too dark', pass: 1 })
    log.add('step-end', 0, 1, { step: 'critique', pass: 1, ms: 9 })
    log.add('step-start', 0, 1, { step: 'imagine', pass: 3 })
    log.add('thought-delta', 0, 1, { text: 'brighter', pass: 3 })
    expect(replay(log.events).lanes[0]?.thoughts.map(({ text, step, fate }) => [text, step, fate])).toEqual([
      ['cut', 'imagine', 'discarded'],
      ['whole', 'imagine', 'earlier'],
      ['too dark', 'critique', 'current'],
      ['brighter', 'imagine', 'current'],
    ])
  })

  it('keeps log lines and gaps in their order', () => {
    const log = runningLane()
    log.add('log', 0, 1, { text: 'one' })
    log.add('log-gap', 0, 1, { lines: 3, why: 'lost' })
    log.add('log', 0, 1, { text: 'two' })
    expect(replay(log.events).lanes[0]?.log).toEqual([
      { text: 'one' },
      { gap: { lines: 3, why: 'lost' } },
      { text: 'two' },
    ])
  })

  it('empties a lane at a new attempt, but keeps its history and its earlier pictures', () => {
    const log = runningLane()
    log.add('thought-delta', 0, 1, { text: 'old', pass: 1 })
    log.add('artifact', 0, 1, artifact('p1'))
    log.add('attempt-end', 0, 1, { outcome: 'succeeded' })
    log.add('attempt-queue', 0, 2, { cause: 'retry' })
    const lane = replay(log.events).lanes[0]!
    expect(lane).toMatchObject({ state: 'queued', attempt: 2, thoughts: [], startedAt: null, endedAt: null })
    expect(lane.attempts.map((attempt) => [attempt.number, attempt.outcome])).toEqual([
      [1, 'succeeded'],
      [2, null],
    ])
    expect(pictureOf(lane)).toBeNull()
    expect(pictureOf(lane, 1)?.href).toBe('/v1/artifacts/p1')
  })

  it('lets late events of an earlier attempt change nothing but its pictures', () => {
    const log = runningLane()
    log.add('attempt-end', 0, 1, { outcome: 'failed', reason: 'deadline' })
    log.add('attempt-queue', 0, 2, { cause: 'retry' })
    const before = replay(log.events).lanes[0]
    log.add('thought-delta', 0, 1, { text: 'late', pass: 1 })
    expect(replay(log.events).lanes[0]).toEqual(before)
  })

  it('opens the run again at a retry and closes it at its new end', () => {
    const log = runningLane()
    log.add('attempt-end', 0, 1, { outcome: 'failed', reason: 'oom' })
    log.add('run-end', null, null, { outcome: 'failed' })
    expect(replay(log.events)).toMatchObject({ state: 'failed', endedAt: at(5) })
    log.add('attempt-queue', 0, 2, { cause: 'retry' })
    expect(replay(log.events)).toMatchObject({ state: 'running', endedAt: null, since: at(6) })
    log.add('run-end', null, null, { outcome: 'succeeded' })
    expect(replay(log.events)).toMatchObject({ state: 'succeeded', endedAt: at(7) })
  })

  it('counts what calls used, of earlier attempts too, and after their end', () => {
    const log = runningLane()
    log.add('usage', 0, 1, modelCall({ call: 'a' }))
    log.add('attempt-end', 0, 1, { outcome: 'failed', reason: 'model-unavailable' })
    log.add('attempt-queue', 0, 2, { cause: 'retry' })
    log.add('usage', 0, 1, modelCall({ call: 'late', costUsd: null }))
    log.add('usage', 0, 2, modelCall({ call: 'b' }))
    const run = replay(log.events)
    expect(run.usage).toMatchObject({ calls: 3, cost: { known: 0.004, isWhole: false } })
    expect(run.lanes[0]?.usage).toEqual(run.usage)
    expect(run.lanes[0]?.calls.map((call) => call.call)).toEqual(['b'])
    expect(run.lanes[1]?.usage.calls).toBe(0)
  })

  it('shows the sketch, then how the rendering comes along, then the render', () => {
    const log = runningLane()
    const shown = () => shownPicture(replay(log.events).lanes[0]!)?.id
    log.add('artifact', 0, 1, artifact('sketch-1'))
    log.add('step-start', 0, 1, { step: 'render', pass: 1 })
    log.add('image-progress', 0, 1, { value: 1, max: 4 })
    expect(shown()).toBe('sketch-1')
    log.add('artifact', 0, 1, artifact('preview-1', 'preview'))
    expect(shown()).toBe('preview-1')
    expect(pictureOf(replay(log.events).lanes[0]!)?.id).toBe('sketch-1')
    log.add('artifact', 0, 1, artifact('render-1', 'render'))
    expect(shown()).toBe('render-1')
    expect(replay(log.events).lanes[0]?.progress).toEqual({ value: 1, max: 4 })
    log.add('step-end', 0, 1, { step: 'render', pass: 1, ms: 9 })
    expect(replay(log.events).lanes[0]?.progress).toBeNull()
  })

  it('falls back to the sketch where the rendering came to nothing', () => {
    const log = runningLane()
    log.add('artifact', 0, 1, artifact('sketch-1'))
    log.add('artifact', 0, 1, artifact('preview-1', 'preview'))
    log.add('attempt-end', 0, 1, { outcome: 'failed', reason: 'render-failed' })
    expect(shownPicture(replay(log.events).lanes[0]!)?.id).toBe('sketch-1')
  })

  it('has nothing to pick in a preview', () => {
    const log = runningLane()
    log.add('artifact', 0, 1, artifact('preview-1', 'preview'))
    const lane = replay(log.events).lanes[0]!
    expect([pictureOf(lane), hasPicture(lane)]).toEqual([null, false])
  })

  it('sets, changes and removes the pick', () => {
    const log = runningLane()
    log.add('pick', null, null, { variation: 0, attempt: 1, note: 'the hat' })
    expect(replay(log.events).pick).toEqual({ variation: 0, attempt: 1, note: 'the hat', at: at(4) })
    log.add('pick', null, null, { variation: null, attempt: null, note: null })
    expect(replay(log.events).pick).toBeNull()
  })

  it('shows that a cancel was asked for until the lane has ended', () => {
    const log = runningLane()
    log.add('attempt-cancel', 0, 1, { by: 'user' })
    expect(replay(log.events).lanes[0]?.isCancelling).toBe(true)
    log.add('attempt-end', 0, 1, { outcome: 'cancelled' })
    expect(replay(log.events).lanes[0]).toMatchObject({ isCancelling: false, state: 'cancelled', failure: null })
  })

  it('skips events that it has seen', () => {
    const log = runningLane()
    log.add('thought-delta', 0, 1, { text: 'once', pass: 1 })
    const run = replay(log.events)
    expect(replay(log.events, run)).toBe(run)
  })

  it('ignores types it does not know, and lanes there are none of', () => {
    const log = runningLane()
    const run = replay(log.events)
    const unknown = { ...log.add('log', 0, 1, { text: '' }), type: 'applause' } as unknown as RunEvent
    const foreign = { ...log.add('log', 7, 1, { text: '' }) }
    const after = [unknown, foreign].reduce(reduceRun, run)
    expect(after).toEqual({ ...run, lastSeq: foreign.seq })
    expect(after.lanes[0]).toBe(run.lanes[0])
  })

  it('leaves the other lanes as they are, so that they are not drawn again', () => {
    const log = runningLane()
    const before = replay(log.events)
    const after = reduceRun(before, log.add('log', 0, 1, { text: 'x' }))
    expect(after.lanes[1]).toBe(before.lanes[1])
  })
})

describe('a snapshot', () => {
  it('shows a failed lane with its reason', () => {
    const run = snapshot({ lastSeq: 9 })
    const attempt = {
      number: 1,
      state: 'ended',
      cause: 'first',
      seed: 160,
      outcome: 'failed',
      reason: 'oom',
      message: null,
      isRetryable: true,
      usage: { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 },
      queuedAt: at(1),
      startedAt: at(2),
      endedAt: at(3),
    } as const
    const variations = [{ ...run.variations[0]!, state: 'failed' as const, attempts: [attempt] }]
    const lane = runFromSnapshot({ ...run, variations }).lanes[0]
    expect(lane).toMatchObject({
      state: 'failed',
      startedAt: at(2),
      endedAt: at(3),
      failure: { reason: 'oom', isRetryable: true },
    })
  })

  it('is gone on from by the events after it', () => {
    const log = runningLane()
    const late = log.add('log', 0, 1, { text: 'after' })
    const run = reduceRun(runFromSnapshot(snapshot({ lastSeq: 3 })), late)
    expect(run.lastSeq).toBe(4)
    expect(run.lanes[0]?.log).toEqual([{ text: 'after' }])
  })
})
