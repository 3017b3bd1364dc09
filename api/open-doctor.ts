import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config, ConfigError } from './config.ts'
import { claudeRule } from './doctor/claude-rule.ts'
import { clockRule } from './doctor/clock-rule.ts'
import { comfyuiRules } from './doctor/comfyui-rules.ts'
import { Doctor } from './doctor/doctor.ts'
import { dataFolderRule, diskRule } from './doctor/folder-rules.ts'
import { nodeRule, portRule, settingsRule } from './doctor/machine-rules.ts'
import { ollamaRules } from './doctor/ollama-rules.ts'
import { type ProxyOptions, proxyRule } from './doctor/proxy-rule.ts'
import { createRedactor } from './doctor/redact.ts'
import { type Rule, ruleOf } from './doctor/rule.ts'
import { type Held, leftoverRule, stuckRule } from './doctor/run-rules.ts'
import { artifactsRule, databaseRule, writesRule } from './doctor/store-rules.ts'
import { streamRule } from './doctor/stream-rule.ts'
import type { StreamTrial } from './doctor/stream-trial.ts'
import { comfyuiLooks } from './gateway/comfyui/comfyui-look.ts'
import { hardDeadlineMs } from './orchestrator/orchestrator-deps.ts'
import { createLocalRunner } from './runner/local/local-runner.ts'
import type { AttemptRef } from './runner/runner.ts'
import type { RunnerChecks } from './runner/runner-check.ts'
import { databasePath, type InspectedAttempt, Inspection } from './store/inspection.ts'
import { InstanceLockedError, lockInstance } from './store/instance-lock.ts'
import { readVersion } from './version.ts'

/** What only a server that runs can give, or do. */
export interface LiveParts {
  readonly url: string
  readonly gatewayUrl: string
  readonly trial: StreamTrial
  readonly secrets: readonly string[]
  readonly runner: RunnerParts
  /** Peers that look like proxies and are not trusted. */
  proxies: ProxyOptions['seen']
  lastWriteError(): string | null
  warm(model: string): Promise<void>
  cancel(attempt: InspectedAttempt): Promise<void>
}

/** What the doctor sees of a runner. */
interface RunnerParts extends RunnerChecks {
  list(): Promise<readonly Held[]>
  remove(ref: AttemptRef): Promise<void>
}

/** The doctor of a server that runs. */
export function openDoctor(config: Config, live: LiveParts): Doctor {
  const rules = rulesOf(config, { live, runner: live.runner, isOther: false })
  return new Doctor({ rules, version: readVersion(), redact: createRedactor([...config.secrets, ...live.secrets]) })
}

/** Without a server nobody waits for the report, and a large database takes its time. */
const ALONE_MS = 60_000

export interface DoctorAlone {
  readonly doctor: Doctor
  close(): Promise<void>
}

/** The doctor without a server, also for settings that no server starts with. */
export async function openDoctorAlone(config: Config | ConfigError): Promise<DoctorAlone> {
  const version = readVersion()
  if ('problems' in config) {
    const rules = [nodeRule(), settingsRule(config.problems)]
    return { doctor: new Doctor({ rules, version, redact: createRedactor([]) }), close: async () => {} }
  }
  const cluster = await openCluster(config)
  const runner = config.kubernetes === null ? localRunner(config.dataDir) : { ...noRunner, ...cluster }
  const rules = rulesOf(config, { live: null, runner, isOther: isLocked(config.dataDir) })
  const doctor = new Doctor({ rules, version, redact: createRedactor(config.secrets), ruleMs: ALONE_MS })
  return { doctor, close: () => cluster.close() }
}

interface Situation {
  readonly live: LiveParts | null
  readonly runner: RunnerParts
  /** Another process works on the same data. */
  readonly isOther: boolean
}

function rulesOf(config: Config, { live, runner, isOther }: Situation): Rule[] {
  const { dataDir, models, queueDeadlineMs, keepEndedMs, publicUrl } = config
  const ports = { isOther, taken: [config.port, config.gatewayPort] }
  const { host, port, gatewayHost, gatewayPort } = config
  const { ollama, claude } = models
  return [
    nodeRule(),
    settingsRule([]),
    portRule({ id: 'port', setting: 'PORT', host, port, url: live?.url ?? null, ...ports }),
    portRule({
      ...{ id: 'gateway-port', setting: 'GATEWAY_PORT', host: gatewayHost, port: gatewayPort },
      ...{ url: live?.gatewayUrl ?? null, ...ports },
    }),
    clockRule(clocksOf(models)),
    dataFolderRule(dataDir),
    diskRule(dataDir),
    databaseRule(dataDir),
    ...(live === null ? [] : [writesRule(() => live.lastWriteError())]),
    artifactsRule(dataDir),
    ...ollamaRules(ollama && { ...ollama, warm: live === null ? null : (model) => live.warm(model) }),
    claudeRule(claude),
    ...comfyuiRules(comfyuiLooks(models.comfyui)),
    ...runner.checks.map((check) => ruleOf('cluster', check)),
    streamRule({
      ...{ trial: live?.trial ?? null, publicUrl, ownUrl: live?.url ?? null },
      isInCluster: config.kubernetes !== null,
    }),
    ...(live === null ? [] : [proxyRule({ seen: live.proxies, ...proxyFacts(config) })]),
    stuckRule({
      ...{ dataDir, queueDeadlineMs, hardDeadlineMs: hardDeadlineMs(config) },
      cancel: live === null ? null : (attempt) => live.cancel(attempt),
    }),
    leftoverRule({ ...runner, dataDir, keepEndedMs }),
  ]
}

function proxyFacts({ trustedProxies, access, kubernetes }: Config) {
  const trusted = trustedProxies.map(({ name }) => name)
  return { trusted, isCounted: access.requestsPerMinute !== null, isInCluster: kubernetes !== null }
}

/** Servers that write the time into their answers, without a name and a password. */
function clocksOf({ ollama, claude, comfyui }: Config['models']): string[] {
  const urls = [ollama?.url, claude?.baseUrl, ...(comfyui?.urls ?? [])].filter((url) => url !== undefined)
  return urls.map((text) => {
    const url = new URL(text)
    url.username = ''
    url.password = ''
    return url.href
  })
}

const noRunner = { checks: [], list: async () => [], remove: async () => {}, removeCommand: () => null }

/** Looks at the folders of attempts that an earlier server left. */
function localRunner(dataDir: string): RunnerParts {
  const dir = join(dataDir, 'attempts')
  if (!existsSync(dir)) return noRunner
  const agentEntry = fileURLToPath(new URL('../agent/dist/agent.mjs', import.meta.url))
  const runner = createLocalRunner({ dir, nodePath: process.execPath, agentEntry })
  return {
    ...noRunner,
    list: () => runner.list(),
    async remove(ref) {
      await runner.stop(ref)
      await runner.remove(ref)
    },
  }
}

async function openCluster({ kubernetes, dataDir, maxAttempts }: Config) {
  if (kubernetes === null) return { checks: [], removeCommand: () => null, close: async () => {} }
  const { openClusterChecks } = await import('./runner/kubernetes/checks/open-cluster-checks.ts')
  return openClusterChecks({ ...kubernetes, installation: installationOf(dataDir), maxAttempts })
}

/** A name that is nobody's where there is no database yet. */
function installationOf(dataDir: string): string {
  if (!existsSync(databasePath(dataDir))) return 'none'
  try {
    const inspection = new Inspection(dataDir)
    try {
      return inspection.installationId() ?? 'none'
    } finally {
      inspection.close()
    }
  } catch {
    // a database that cannot be opened has a finding of its own
    return 'none'
  }
}

/** Makes no file: a folder that is looked at stays as it is. */
function isLocked(dataDir: string): boolean {
  if (!existsSync(join(dataDir, 'instance.lock'))) return false
  try {
    lockInstance(dataDir).release()
    return false
  } catch (error) {
    return error instanceof InstanceLockedError
  }
}
