import { arch, availableParallelism, freemem, platform, release, totalmem } from 'node:os'
import type { DoctorReport, FixAnswer } from '#contract/doctor.ts'
import { UnknownProxies } from './access/unknown-proxies.ts'
import type { Backends } from './backends/backends.ts'
import type { Config } from './config.ts'
import { packBundle } from './doctor/bundle.ts'
import type { Doctor } from './doctor/doctor.ts'
import { createRedactor } from './doctor/redact.ts'
import { StreamTrial } from './doctor/stream-trial.ts'
import { AppError } from './errors.ts'
import { openDoctor } from './open-doctor.ts'
import type { OpenRunner } from './open-runner.ts'
import type { RecentLog } from './recent-log.ts'
import type { DoctorService } from './routes/doctor.ts'
import type { OpenStore } from './store/open-store.ts'

/** What is there before the listeners are. */
export interface ServerDoctorParts {
  readonly config: Config
  readonly store: OpenStore
  readonly backends: Pick<Backends, 'warm' | 'states' | 'refresh'>
  readonly recentLog: RecentLog
}

/** What is known once the server has started. */
export interface StartedParts {
  readonly url: string
  readonly gatewayUrl: string
  readonly opened: Pick<OpenRunner, 'runner' | 'checks'>
}

/** The doctor of this process: its routes are there before what it looks at. */
export class ServerDoctor implements DoctorService {
  readonly trials = new StreamTrial()
  readonly proxies = new UnknownProxies()
  readonly #parts: ServerDoctorParts
  #doctor: Doctor | null = null

  constructor(parts: ServerDoctorParts) {
    this.#parts = parts
  }

  /** From now on it answers. */
  start({ url, gatewayUrl, opened }: StartedParts): void {
    const { config, store, backends } = this.#parts
    const { runner, checks } = opened
    this.#doctor = openDoctor(config, {
      ...{ url, gatewayUrl, trial: this.trials, secrets: secretsOf(store) },
      runner: {
        ...checks,
        list: () => runner.list(),
        async remove(ref) {
          await runner.stop(ref)
          await runner.remove(ref)
        },
      },
      proxies: () => this.proxies.seen(),
      lastWriteError: () => store.health.lastError,
      warm: (model) => backends.warm(model),
      async cancel({ owner, runId, index }) {
        await store.runs.cancelVariation(runId, index, { owner })
      },
    })
  }

  async report(): Promise<DoctorReport> {
    return this.#started().report()
  }

  async fix(id: string): Promise<FixAnswer> {
    return this.#started().fix(id)
  }

  async bundle(): Promise<Buffer> {
    const { config, store, backends, recentLog } = this.#parts
    const [report] = await Promise.all([this.report(), backends.refresh()])
    const redact = createRedactor([...config.secrets, ...secretsOf(store)])
    return packBundle(
      {
        report,
        settings: config.shown,
        system: systemFacts(),
        state: {
          runs: store.health.runsByState(),
          attempts: store.health.attemptsByState(),
          writesWaiting: store.health.queueDepth(),
          lastWriteError: store.health.lastError,
          backends: backends.states(),
        },
        log: recentLog.lines(),
      },
      redact,
    )
  }

  async close(): Promise<void> {
    await this.#doctor?.close()
  }

  #started(): Doctor {
    if (this.#doctor !== null) return this.#doctor
    throw new AppError('unavailable', 'The server is starting.', { retryAfterS: 1 })
  }
}

/** What signs sessions and tickets, in the ways it may be written. */
function secretsOf({ installation }: OpenStore): string[] {
  const { secret } = installation
  return (['hex', 'base64', 'base64url'] as const).map((encoding) => secret.toString(encoding))
}

/** Of the machine and the process; no names of users or hosts. */
export function systemFacts(): Record<string, unknown> {
  return {
    node: process.version,
    platform: platform(),
    release: release(),
    arch: arch(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    processBytes: process.memoryUsage.rss(),
    uptimeS: Math.round(process.uptime()),
  }
}
