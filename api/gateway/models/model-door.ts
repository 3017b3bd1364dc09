import type { Logger } from 'pino'
import type { Assignment } from '#contract/assignment.ts'
import type { Backends } from '../../backends/backends.ts'
import type { ModelsConfig } from '../../models-config.ts'
import { persist } from '../../orchestrator/persist.ts'
import type { AttemptStore } from '../../store/attempt-store.ts'
import type { CallRef, CallUsage } from '../../store/call.ts'
import type { CallStore } from '../../store/call-store.ts'
import type { OpenStore } from '../../store/open-store.ts'
import type { LaneWaits } from '../lane-waits.ts'
import { Leaders } from './leader.ts'
import { LiveCalls } from './live-calls.ts'
import { type ModelLimits, modelLimits } from './model-limits.ts'
import { ModelLine } from './model-line.ts'

export interface ModelDeps {
  readonly attempts: AttemptStore
  readonly calls: CallStore
  readonly onChange: OpenStore['onChange']
  readonly models: ModelsConfig
  readonly backends: Backends
  readonly waits: LaneWaits
  readonly logger: Logger
  readonly limits?: Partial<ModelLimits>
}

/** Attempts whose model is kept in mind. */
const MAX_ASSIGNED = 1000

export type AssignedModel = Pick<Assignment, 'designer' | 'model'>

/** What all calls of text models share: lines, leaders, who is at it, and what is yet to be written down. */
export class ModelDoor {
  readonly deps: ModelDeps
  readonly limits: ModelLimits
  readonly live: LiveCalls
  readonly leaders: Leaders
  readonly lines: { readonly ollama: ModelLine | null; readonly claude: ModelLine | null }
  readonly #assigned = new Map<string, AssignedModel>()
  readonly #settling = new Set<Promise<void>>()
  readonly #closing = new AbortController()

  constructor(deps: ModelDeps) {
    this.deps = deps
    this.limits = { ...modelLimits, ...deps.limits }
    const { attempts, onChange, models, backends } = deps
    this.live = new LiveCalls({ attempts, onChange, callsPerAttempt: this.limits.callsPerAttempt })
    this.leaders = new Leaders({ leaderMs: this.limits.leaderMs })
    this.lines = {
      ollama: openLine(backends, backends.ollama, models.ollama?.parallel),
      claude: openLine(backends, backends.claude, models.claude?.parallel),
    }
  }

  /** What must stand in no answer. */
  get claudeKey(): string | null {
    return this.deps.models.claude?.apiKey ?? null
  }

  /** What an attempt designs with, which never changes; an assignment takes several reads. */
  assigned(attemptId: string): AssignedModel | undefined {
    const known = this.#assigned.get(attemptId)
    if (known !== undefined) return known
    const assignment = this.deps.attempts.assignment(attemptId, { pace: 0, sketchSize: 0, hasCritique: false })
    if (assignment === undefined) return undefined
    if (this.#assigned.size >= MAX_ASSIGNED) this.#assigned.clear()
    const { designer, model } = assignment
    this.#assigned.set(attemptId, { designer, model })
    return { designer, model }
  }

  /** Writes down what a call used, also when the disk is full for a while. Never throws. */
  settle(ref: CallRef, usage: CallUsage): void {
    const { calls, logger } = this.deps
    const settling = persist(() => calls.settle(ref, usage), this.#closing.signal)
      .catch((error: unknown) => {
        // the next start settles it as unknown
        if (!this.#closing.signal.aborted) logger.error({ err: error, ...ref }, 'a call could not be settled')
      })
      .finally(() => this.#settling.delete(settling))
    this.#settling.add(settling)
  }

  /** Ends all calls. */
  endCalls(): void {
    this.live.close()
  }

  /** Ends what is left, once no call is under way. What cannot be written now is settled by the next start. */
  async close(): Promise<void> {
    this.live.close()
    const written = Promise.all(this.#settling)
    const patience = setTimeout(() => this.#closing.abort(), 2000)
    await written
    clearTimeout(patience)
    await Promise.all([this.lines.ollama?.close(), this.lines.claude?.close()])
  }
}

function openLine(backends: Backends, backend: Backends['ollama'], parallel = 1): ModelLine | null {
  if (backend === null) return null
  const line = new ModelLine(backend, parallel)
  backends.setQueueLength(backend, () => line.admission.length())
  return line
}
