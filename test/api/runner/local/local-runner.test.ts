import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createLocalRunner } from '../../../../api/runner/local/local-runner.ts'
import { describeRunner, type RunnerHarness } from '../runner-conformance.ts'

const agents = resolve(import.meta.dirname, '../../../fixtures/agents')

async function makeHarness(): Promise<RunnerHarness> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'axoloom-runner-')))
  return {
    createRunner: (agent, options = {}) =>
      createLocalRunner({
        dir,
        nodePath: process.execPath,
        agentEntry: join(agents, `${agent}.mjs`),
        memoryMb: 32,
        ...options,
      }),
    async killHard({ attemptId }) {
      const [pid] = (await readFile(join(dir, attemptId, 'pid'), 'utf8')).split('\n')
      process.kill(-Number(pid), 'SIGKILL')
    },
    async close() {
      const runner = createLocalRunner({ dir, nodePath: process.execPath, agentEntry: join(agents, 'hello.mjs') })
      for (const { ref } of await runner.list()) await runner.remove(ref)
      await rm(dir, { recursive: true })
    },
  }
}

describeRunner('local', makeHarness, {
  killedReason: 'vanished',
  memoryReason: 'oom',
  boundsUnfollowedOutput: true,
  keepsOutputAfterStop: true,
  hasNode: false,
})
