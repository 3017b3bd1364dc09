import { afterEach, describe, expect, it } from 'vitest'
import { openTestOrchestrator, type TestOrchestrator } from '../../support/test-orchestrator.ts'
import { asOwner, createRun, liveAttempt, until } from '../../support/test-store.ts'
import { isThere } from '../../support/theatre.ts'

let running: TestOrchestrator
afterEach(() => running.close())

const isEnded = async (id: string) => (await running.store.runs.head('local', id)).isEnded
const of = (id: string, type: string) => running.events(id).filter((event) => event.type === type)
const pidOf = (id: string, variation: number) => {
  const start = running.events(id).find((event) => event.type === 'attempt-start' && event.variation === variation)
  return start?.type === 'attempt-start' ? Number(start.data.where.details.pid) : Number.NaN
}

describe('an attempt', () => {
  it('that a crash left unlaunched and that was cancelled since is never launched', async () => {
    running = await openTestOrchestrator('waits')
    const { id } = await createRun(running.store)
    await running.store.attempts.launch(liveAttempt(running.store, id).id)
    await running.store.runs.cancelRun(id, asOwner)
    running.start()
    await until(() => isEnded(id), 'the end')

    expect(
      running
        .events(id)
        .slice(-4)
        .map(({ type }) => type),
    ).toEqual(['attempt-cancel', 'attempt-start', 'attempt-end', 'run-end'])
    expect(pidOf(id, 0)).toBeNaN()
  })

  it('that a crash left unlaunched is launched, once', async () => {
    running = await openTestOrchestrator('hello')
    const { id } = await createRun(running.store)
    await running.store.attempts.launch(liveAttempt(running.store, id).id)
    running.start()
    await until(() => isEnded(id), 'the end')

    expect(of(id, 'attempt-start')).toHaveLength(1)
    expect(of(id, 'attempt-end').map(({ data }) => data)).toMatchObject([{ outcome: 'failed', reason: 'no-result' }])
    expect(
      of(id, 'log')
        .map((event) => event.type === 'log' && event.data.text)
        .join('\n'),
    ).toMatch(/^one\ntwo \d+\nthree, on standard error$/)
    await until(async () => (await running.runner.list()).length === 0, 'its folder to go')
  })

  it('runs on over a stop and is taken up by the next start, the same process', async () => {
    running = await openTestOrchestrator('waits')
    running.start()
    const { id } = await createRun(running.store)
    await until(() => of(id, 'log').length === 1, 'the first line')
    const pid = pidOf(id, 0)
    await running.stop()
    process.kill(pid, 0)
    running.start()
    await running.store.runs.cancelRun(id, asOwner)
    await until(() => isEnded(id), 'the end')

    expect([of(id, 'attempt-start').length, of(id, 'attempt-end').length, of(id, 'log').length]).toEqual([1, 1, 1])
    // what leads an attempt writes its exit code as its last deed but one
    await until(() => !isThere(pid), 'the end of its process')
  })

  it('that waits too long for a place ends with the reason', async () => {
    running = await openTestOrchestrator('waits', { maxAttempts: 1, queueDeadlineMs: 1500 })
    running.start()
    const { id } = await createRun(running.store, { variations: 2 })
    await until(() => of(id, 'attempt-end').length === 1, 'the end of the second')

    expect(of(id, 'attempt-end')).toMatchObject([
      { variation: 1, data: { outcome: 'failed', reason: 'queue-deadline' } },
    ])
  })

  it('that takes too long is stopped with the reason', async () => {
    running = await openTestOrchestrator('ignores-sigterm', { attemptDeadlineMs: 500 })
    running.start()
    const { id } = await createRun(running.store)
    await until(() => isEnded(id), 'the end')

    expect(of(id, 'attempt-end')).toMatchObject([
      { data: { outcome: 'failed', reason: 'deadline', isRetryable: true } },
    ])
    expect(() => process.kill(pidOf(id, 0), 0)).toThrow('ESRCH')
  })

  it('that cannot be launched ends with a sentence', async () => {
    running = await openTestOrchestrator('there-is-no-such-agent')
    running.start()
    const { id } = await createRun(running.store, { variations: 2 })
    await until(() => isEnded(id), 'the end')

    expect(of(id, 'attempt-end').map(({ data }) => data)).toEqual([
      expect.objectContaining({
        outcome: 'failed',
        reason: 'config',
        message: expect.stringContaining('could not be'),
      }),
      expect.objectContaining({ outcome: 'failed', reason: 'config' }),
    ])
  })

  it('that prints more than it may ends with the reason and a gap', async () => {
    running = await openTestOrchestrator('floods')
    running.start()
    const { id } = await createRun(running.store)
    await until(() => isEnded(id), 'the end')

    expect(of(id, 'log-gap').map(({ data }) => data)).toEqual([{ lines: null, why: 'limit' }])
    expect(of(id, 'attempt-end')).toMatchObject([{ data: { outcome: 'failed', reason: 'output-limit' } }])
  })

  it('that the runner holds to be looked at is forgotten once its run is deleted', async () => {
    running = await openTestOrchestrator('hello', { keepEndedMs: 3_600_000 })
    running.start()
    const { id } = await createRun(running.store)
    await until(() => isEnded(id), 'the end')
    expect(await running.runner.list()).toMatchObject([{ status: { phase: 'ended' } }])
    await running.store.runs.delete(id, asOwner)
    running.edit("UPDATE runs SET deletedAt = '2020-01-01T00:00:00.000Z' WHERE id = ?", id)

    await until(async () => (await running.runner.list()).length === 0, 'it to be forgotten')
  })

  it('that nobody here knows is removed', async () => {
    running = await openTestOrchestrator('waits')
    const stray = {
      attemptId: '01k0000000000000000000000a',
      runId: '01k0000000000000000000000b',
      variation: 0,
      attempt: 1,
    }
    await running.runner.launch({ ...stray, ticket: 'x', gatewayUrl: 'http://127.0.0.1:9', deadlineMs: 60_000 })
    running.start()

    await until(async () => (await running.runner.list()).length === 0, 'it to be removed')
  })
})

describe('the queue', () => {
  const waits = (id: string) =>
    running.events(id).flatMap((event) => {
      if (event.type === 'attempt-wait') return [[event.variation, event.data.reason, event.data.position ?? null]]
      return event.type === 'attempt-start' ? [[event.variation, 'start', null]] : []
    })

  it('tells each lane its place, and moves up', async () => {
    running = await openTestOrchestrator('waits', { maxAttempts: 1 })
    running.start()
    const { id } = await createRun(running.store, { variations: 3 })
    for (const index of [0, 1, 2]) {
      await until(() => !Number.isNaN(pidOf(id, index)), `the start of lane ${index}`)
      await until(
        () => waits(id).filter(([, reason]) => reason === 'capacity').length >= Math.min(3, 2 + index),
        'waits',
      )
      await running.store.runs.cancelVariation(id, index, asOwner)
    }
    await until(() => isEnded(id), 'the end')

    expect(waits(id).filter(([variation]) => variation === 0)).toEqual([[0, 'start', null]])
    expect(waits(id).filter(([variation]) => variation === 1)).toEqual([
      [1, 'capacity', 1],
      [1, null, null],
      [1, 'start', null],
    ])
    expect(waits(id).filter(([variation]) => variation === 2)).toEqual([
      [2, 'capacity', 2],
      [2, 'capacity', 1],
      [2, null, null],
      [2, 'start', null],
    ])
  })

  it('is in turn between two runs', async () => {
    running = await openTestOrchestrator('exits', { maxAttempts: 1, ticketOf: () => '3' })
    const first = await createRun(running.store, { variations: 3 })
    const second = await createRun(running.store, { variations: 3 })
    running.start()
    await until(async () => (await isEnded(first.id)) && (await isEnded(second.id)), 'both ends')
    const starts = [first, second].flatMap(({ id }, run) => of(id, 'attempt-start').map((event) => ({ ...event, run })))
    starts.sort((a, b) => (a.at < b.at ? -1 : 1))

    expect(starts.map(({ run, variation }) => `${run}/${variation}`)).toEqual([
      '0/0',
      '1/0',
      '0/1',
      '1/1',
      '0/2',
      '1/2',
    ])
  })
})
