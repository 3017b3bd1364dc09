import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { Orchestrator } from '../../api/orchestrator/orchestrator.ts'
import type { OrchestratorDeps } from '../../api/orchestrator/orchestrator-deps.ts'
import { createLocalRunner } from '../../api/runner/local/local-runner.ts'
import type { Runner } from '../../api/runner/runner.ts'
import type { BudgetLimits } from '../../api/store/budgets.ts'
import { openTestStore, type TestStore } from './test-store.ts'

/** A real orchestrator over a real store, with real agents as processes. */
export interface TestOrchestrator extends TestStore {
  readonly runner: Runner
  /** Begins, as a start of the API does. */
  start(): void
  /** Stops looking after attempts, as a stop of the API does. */
  stop(): Promise<void>
}

/** `agent` names a program of test/fixtures/agents. Nothing is begun before `start`. */
export async function openTestOrchestrator(
  agent: string,
  given: Partial<OrchestratorDeps> = {},
  folder?: string,
  limits?: BudgetLimits,
): Promise<TestOrchestrator> {
  const testStore = await openTestStore(folder, limits)
  const { store, dataDir } = testStore
  const agentEntry = resolve(import.meta.dirname, `../fixtures/agents/${agent}.mjs`)
  const runner = createLocalRunner({ dir: join(dataDir, 'attempts'), nodePath: process.execPath, agentEntry })
  const deps: OrchestratorDeps = {
    attempts: store.attempts,
    calls: store.calls,
    runner,
    logger: pino({ level: 'silent' }),
    maxAttempts: 4,
    attemptDeadlineMs: 60_000,
    queueDeadlineMs: 60_000,
    keepEndedMs: 0,
    gatewayUrl: 'http://127.0.0.1:9',
    ticketOf: (attemptId) => attemptId,
    mayCost: ({ designer }) => designer === 'claude',
    ...given,
  }
  let orchestrator: Orchestrator | null = null
  const stop = async () => {
    await orchestrator?.stop()
    orchestrator = null
  }
  return {
    ...testStore,
    store,
    runner,
    start() {
      orchestrator = new Orchestrator(deps, store)
      orchestrator.start()
    },
    stop,
    async close() {
      await stop()
      for (const { ref } of await runner.list()) await runner.remove(ref)
      await testStore.close()
    },
  }
}
