import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ulid } from 'ulid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { leftoverRule, stuckRule } from '../../../api/doctor/run-rules.ts'
import { createLocalRunner } from '../../../api/runner/local/local-runner.ts'
import type { AttemptStatus } from '../../../api/runner/runner.ts'
import {
  createRun,
  endAttempt,
  liveAttempt,
  openTestStore,
  startAttempt,
  type TestStore,
} from '../../support/test-store.ts'
import { look, mend } from './look.ts'

let test: TestStore
beforeAll(async () => {
  test = await openTestStore()
})
afterAll(() => test.close())
// the next test finds nothing that goes on, and nothing that is left over
afterEach(async () => {
  await rm(join(test.dataDir, 'attempts'), { recursive: true, force: true })
  test.edit("UPDATE attempts SET state = 'ended', endedAt = queuedAt WHERE state != 'ended'")
})

const HOUR_MS = 60 * 60_000
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

describe('attempts that do not end', () => {
  const rule = (isServer: boolean) =>
    stuckRule({
      ...{ dataDir: test.dataDir, hardDeadlineMs: HOUR_MS, queueDeadlineMs: HOUR_MS },
      cancel: isServer
        ? async ({ owner, runId, index }) => void (await test.store.runs.cancelVariation(runId, index, { owner }))
        : null,
    })

  it('are none while all are within their deadlines', async () => {
    await startAttempt(test.store, (await createRun(test.store)).id)
    await createRun(test.store)
    expect((await look(rule(true))).state).toBe('ok')
  })

  it.each([
    ['queuedAt', 'queued'],
    ['startedAt', 'running'],
  ])('are told by %s when %s for too long, and cancelled by a repair', async (column, state) => {
    const { id } = await createRun(test.store)
    if (state === 'running') await startAttempt(test.store, id)
    const attempt = liveAttempt(test.store, id)
    test.edit(`UPDATE attempts SET ${column} = ? WHERE id = ?`, ago(2 * HOUR_MS), attempt.id)
    expect(await look(rule(true))).toMatchObject({ state: 'failed', cause: expect.stringContaining(id) })
    await mend(rule(true))

    // what was queued ends at once, what runs is on its way out
    const after = test.store.attempts.get(attempt.id)
    expect(state === 'queued' ? after?.state : after?.desired).toBe(state === 'queued' ? 'ended' : 'cancelled')
  })

  it.each<[what: string, state: 'queued' | 'starting' | 'running', column: string, agoMs: number, found: string]>([
    ['that waits just over its time', 'queued', 'queuedAt', HOUR_MS + 110_000, 'ok'],
    ['that waits for longer', 'queued', 'queuedAt', HOUR_MS + 130_000, 'failed'],
    ['that waits for its image', 'starting', 'queuedAt', 2 * HOUR_MS + 110_000, 'ok'],
    ['that waits for its image for ever', 'starting', 'queuedAt', 2 * HOUR_MS + 130_000, 'failed'],
    ['that works just over its time', 'running', 'startedAt', HOUR_MS + 110_000, 'ok'],
    ['that works for longer', 'running', 'startedAt', HOUR_MS + 130_000, 'failed'],
  ])('are not those that the server is about to end: one %s', async (_what, state, column, agoMs, found) => {
    const { id } = await createRun(test.store)
    if (state === 'starting') await test.store.attempts.launch(liveAttempt(test.store, id).id)
    if (state === 'running') await startAttempt(test.store, id)
    test.edit(`UPDATE attempts SET ${column} = ? WHERE runId = ?`, ago(agoMs), id)

    expect((await look(rule(true))).state).toBe(found)
  })

  it('are all cancelled by a repair', async () => {
    const runs = [await createRun(test.store), await createRun(test.store, { variations: 2 })]
    for (const { id } of runs) test.edit('UPDATE attempts SET queuedAt = ? WHERE runId = ?', ago(3 * HOUR_MS), id)

    expect(await mend(rule(true))).toBe('Cancelled 3 lanes that went on after every deadline.')
    expect(test.store.attempts.live()).toEqual([])
  })

  it('are left to the next start where no server runs', async () => {
    const { id } = await createRun(test.store)
    test.edit('UPDATE attempts SET queuedAt = ? WHERE runId = ?', ago(2 * HOUR_MS), id)
    const found = await look(rule(false))

    expect(found).toMatchObject({ state: 'failed', fix: { command: 'npm start' }, cause: expect.stringContaining(id) })
    expect(rule(false).mend).toBeUndefined()
  })
})

describe('what attempts leave behind', () => {
  function rule() {
    const dir = join(test.dataDir, 'attempts')
    const runner = createLocalRunner({ dir, nodePath: process.execPath, agentEntry: '/none.mjs' })
    return leftoverRule({
      ...{ dataDir: test.dataDir, keepEndedMs: 0, list: () => runner.list(), removeCommand: () => null },
      remove: async (ref) => {
        await runner.stop(ref)
        await runner.remove(ref)
      },
    })
  }

  /** The folder of an attempt whose process has ended. */
  async function plantFolder(attemptId: string, runId: string): Promise<void> {
    const path = join(test.dataDir, 'attempts', attemptId)
    await mkdir(path, { recursive: true })
    await writeFile(join(path, 'ref.json'), JSON.stringify({ attemptId, runId, variation: 0, attempt: 1 }))
    await writeFile(join(path, 'pid'), 'none\n')
    await writeFile(join(path, 'exit'), '0\n')
  }

  it('is nothing while each attempt is live, or has just ended', async () => {
    const { id } = await createRun(test.store)
    await plantFolder((await startAttempt(test.store, id)).id, id)
    expect((await look(rule())).state).toBe('ok')
    await endAttempt(test.store, id)
    expect((await look(rule())).state).toBe('ok')
  })

  it('is told for one that ended long ago and for one that nobody knows, and removed by a repair', async () => {
    const { id } = await createRun(test.store)
    const { id: attemptId } = await startAttempt(test.store, id)
    await plantFolder(attemptId, id)
    await endAttempt(test.store, id)
    test.edit('UPDATE attempts SET endedAt = ? WHERE runId = ?', ago(HOUR_MS), id)
    await plantFolder(ulid().toLowerCase(), ulid().toLowerCase())
    expect(await look(rule())).toMatchObject({ state: 'warning', what: expect.stringContaining('2 attempts') })

    expect(await mend(rule())).toBe('Removed what 2 attempts had left behind.')
    expect((await look(rule())).state).toBe('ok')
    expect(await readdir(join(test.dataDir, 'attempts'))).toEqual([])
  })

  const ended: AttemptStatus = { phase: 'ended', exit: 0 }
  const working: AttemptStatus = { phase: 'running', where: { text: 'here', details: {} } }

  it.each<[what: string, status: AttemptStatus, endedAgoMs: number | null, isLeft: boolean]>([
    ['of one that goes on', working, null, false],
    ['of one that goes on, though it has exited', ended, null, false],
    ['that ended just now', ended, 0, false],
    ['that is kept to be looked at', ended, HOUR_MS + 110_000, false],
    ['that was kept long enough', ended, HOUR_MS + 130_000, true],
    ['that still works just after the end', working, 110_000, false],
    ['that still works after the end', working, 130_000, true],
  ])('is told in time: what is left %s', async (_what, status, endedAgoMs, isLeft) => {
    const { id } = await createRun(test.store)
    const { id: attemptId } = await startAttempt(test.store, id)
    if (endedAgoMs !== null) {
      await endAttempt(test.store, id)
      test.edit('UPDATE attempts SET endedAt = ? WHERE id = ?', ago(endedAgoMs), attemptId)
    }
    const held = [{ ref: { attemptId, runId: id, variation: 0, attempt: 1 }, status }]
    const removed: string[] = []
    const found = leftoverRule({
      ...{ dataDir: test.dataDir, keepEndedMs: HOUR_MS, list: async () => held, removeCommand: () => 'kill it' },
      remove: async (ref) => void removed.push(ref.attemptId),
    })

    expect(await look(found)).toMatchObject(
      isLeft ? { state: 'warning', fix: { command: 'kill it' } } : { state: 'ok' },
    )
    if (isLeft && status === working) expect((await look(found)).what).toContain('1 of them still at work')
    await mend(found)
    expect(removed).toEqual(isLeft ? [attemptId] : [])
  })

  it('is nothing of ours where there is no database', async () => {
    const held = [{ ref: { attemptId: 'a', runId: 'r', variation: 0, attempt: 1 }, status: working }]
    const removed: string[] = []
    const found = leftoverRule({
      ...{ dataDir: join(test.dataDir, 'none'), keepEndedMs: 0, list: async () => held, removeCommand: () => null },
      remove: async (ref) => void removed.push(ref.attemptId),
    })

    expect((await look(found)).state).toBe('skipped')
    await mend(found)
    expect(removed).toEqual([])
  })
})
