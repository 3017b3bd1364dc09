import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ulid } from 'ulid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leftoverRule, stuckRule } from '../../../api/doctor/run-rules.ts'
import { createLocalRunner } from '../../../api/runner/local/local-runner.ts'
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
beforeEach(async () => {
  test = await openTestStore()
})
afterEach(() => test.close())

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

  it('are left to the next start where no server runs', async () => {
    const { id } = await createRun(test.store)
    test.edit('UPDATE attempts SET queuedAt = ?', ago(2 * HOUR_MS))
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
    test.edit('UPDATE attempts SET endedAt = ?', ago(HOUR_MS))
    await plantFolder(ulid().toLowerCase(), ulid().toLowerCase())
    expect(await look(rule())).toMatchObject({ state: 'warning', what: expect.stringContaining('2 attempts') })

    expect(await mend(rule())).toBe('Removed what 2 attempts had left behind.')
    expect((await look(rule())).state).toBe('ok')
    expect(await readdir(join(test.dataDir, 'attempts'))).toEqual([])
  })
})
