import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { type AccessLimits, accessLimits } from './access-config.ts'
import { hostName, isLoopback, unbracketed } from './host-name.ts'
import { type KubernetesConfig, kubernetesConfig, kubernetesProblems } from './kubernetes-config.ts'
import { type ModelsConfig, modelProblems, modelsConfig } from './models-config.ts'
import type { NamedNetworks } from './networks.ts'
import { type RetentionConfig, retentionConfig } from './retention-config.ts'
import { withFiles } from './setting-files.ts'
import { Settings, settingNote } from './settings.ts'
import { type ShownSettings, shownSettings } from './shown-settings.ts'

export { settingsHelp } from './settings.ts'

/** Everything the API is told from outside, checked and in the units the code uses. */
export interface Config extends ShownSettings {
  readonly host: string
  readonly port: number
  readonly gatewayHost: string
  readonly gatewayPort: number
  /** Null: derived from where the gateway listens. */
  readonly gatewayUrl: string | null
  /** Where people reach this server, without a slash at its end; null: nobody said. */
  readonly publicUrl: string | null
  /** Empty: no key is asked for, which is only possible on loopback. */
  readonly apiKeys: readonly string[]
  /** What one owner may use. */
  readonly access: AccessLimits
  /** Names a Host header may carry, in lower case and without a port. */
  readonly allowedHosts: readonly string[]
  /** Proxies that are believed when they say for whom they call. */
  readonly trustedProxies: readonly NamedNetworks[]
  /** Absolute. */
  readonly dataDir: string
  readonly runner: Settings['RUNNER']
  /** Null: agents are processes of this machine. */
  readonly kubernetes: KubernetesConfig | null
  /** How long what an ended attempt leaves with its runner is kept after its output is stored. */
  readonly keepEndedMs: number
  readonly maxAttempts: number
  readonly attemptDeadlineMs: number
  readonly queueDeadlineMs: number
  readonly scriptedPace: number
  /** Side of a sketch in pixels. */
  readonly sketchSize: number
  readonly designer: Settings['DESIGNER']
  readonly renderer: Settings['RENDERER']
  readonly models: ModelsConfig
  readonly retention: RetentionConfig
  /** Whether webhooks may be sent to private networks. */
  readonly isWebhookPrivateAllowed: boolean
  readonly logLevel: Settings['LOG_LEVEL']
  readonly logFormat: 'pretty' | 'json'
}

/** Settings that cannot be used, one sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

type Environment = Readonly<Record<string, string | undefined>>

interface Surroundings {
  /** Where `.env` and relative paths start. */
  readonly directory?: string
  readonly isTerminal?: boolean
  readonly cores?: number
}

/** Reads all settings. Throws ConfigError with every problem at once. */
export function loadConfig(env: Environment = process.env, surroundings: Surroundings = {}): Config {
  const directory = surroundings.directory ?? process.cwd()
  const problems: string[] = []
  const plain = withoutEmpty({ ...readEnvFile(join(directory, '.env'), problems), ...env })
  const given = withFiles(plain, directory, problems)
  const fileKeys = readKeyFile(given.API_KEYS_FILE, directory, problems)
  const parsed = Settings.safeParse(given)
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
    problems.push(...[...names].map((name) => problemOf(name, given[name])))
  }
  const host = given.HOST
  if (host !== undefined && !isLoopback(host) && !given.API_KEYS && !given.API_KEYS_FILE) {
    problems.push(openDoor(host))
  }
  problems.push(...kubernetesProblems(given))
  // a file that cannot be used has been told already, and leaves a setting open
  if (parsed.success && problems.length === 0) problems.push(...modelProblems(parsed.data))
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return { ...inOurUnits(parsed.data, fileKeys, { ...surroundings, directory }), ...shownSettings(given, fileKeys) }
}

type OwnConfig = Omit<Config, keyof ShownSettings>

function inOurUnits(settings: Settings, fileKeys: readonly string[], surroundings: Surroundings): OwnConfig {
  const apiKeys = [...(settings.API_KEYS ?? []), ...fileKeys]
  return {
    host: unbracketed(settings.HOST),
    port: settings.PORT,
    gatewayHost: unbracketed(settings.GATEWAY_HOST),
    gatewayPort: settings.GATEWAY_PORT,
    gatewayUrl: settings.AGENT_GATEWAY_URL ?? null,
    publicUrl: settings.PUBLIC_URL ?? null,
    apiKeys,
    access: accessLimits(settings, apiKeys.length > 0),
    allowedHosts: [...new Set([...settings.ALLOWED_HOSTS, settings.HOST].map(hostName))],
    trustedProxies: settings.TRUST_PROXY ?? [],
    dataDir: resolve(surroundings.directory ?? '.', settings.DATA_DIR),
    runner: settings.RUNNER,
    kubernetes: kubernetesConfig(settings, surroundings.directory ?? '.'),
    keepEndedMs: settings.RUNNER === 'kubernetes' ? settings.JOB_KEEP_S * 1000 : 0,
    maxAttempts: settings.MAX_ATTEMPTS ?? usualAttempts(settings.RUNNER, surroundings.cores),
    attemptDeadlineMs: settings.ATTEMPT_DEADLINE_S * 1000,
    queueDeadlineMs: settings.QUEUE_DEADLINE_S * 1000,
    scriptedPace: settings.SCRIPTED_PACE,
    sketchSize: settings.SKETCH_SIZE,
    designer: settings.DESIGNER,
    renderer: settings.RENDERER,
    models: modelsConfig(settings),
    retention: retentionConfig(settings),
    isWebhookPrivateAllowed: settings.WEBHOOK_ALLOW_PRIVATE,
    logLevel: settings.LOG_LEVEL,
    logFormat: settings.LOG_FORMAT ?? ((surroundings.isTerminal ?? process.stderr.isTTY) ? 'pretty' : 'json'),
  }
}

/** Attempts share this machine's cores, or a cluster whose own limits hold beside this one. */
function usualAttempts(runner: Settings['RUNNER'], cores = availableParallelism()): number {
  return runner === 'kubernetes' ? 64 : Math.max(4, cores)
}

// A variable that is set to nothing counts as unset: `PORT= npm start` is how a shell takes one away.
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
}

// Parsed here and not loaded into process.env, so that what it holds reaches no child process.
function readEnvFile(path: string, problems: string[]): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    if (!isMissing(error)) problems.push(`${path} cannot be read: ${textOf(error)}`)
    return {}
  }
}

function readKeyFile(path: string | undefined, directory: string, problems: string[]): readonly string[] {
  if (path === undefined) return []
  try {
    const keys = Settings.shape.API_KEYS.safeParse(readFileSync(resolve(directory, path), 'utf8'))
    if (keys.success && keys.data !== undefined) return keys.data
    problems.push(`API_KEYS_FILE is "${path}": it must hold ${settingNote('API_KEYS')?.allowed}.`)
  } catch (error) {
    problems.push(`API_KEYS_FILE is "${path}", which cannot be read: ${textOf(error)}`)
  }
  return []
}

function problemOf(name: string, value: string | undefined): string {
  const note = settingNote(name)
  const shown = note?.isSecret === true ? 'has a value that cannot be used' : `is "${shownOf(value ?? '')}"`
  return `${name} ${shown}: it must be ${note?.allowed}.`
}

/** Short, and without a password that was put into a URL. */
function shownOf(value: string): string {
  const short = value.length > 200 ? `${value.slice(0, 200)}…` : value
  return short.replaceAll(/\/\/[^/\s]*@/g, '//[hidden]@')
}

function openDoor(host: string): string {
  return `HOST is "${host}", which others can reach: set API_KEYS or API_KEYS_FILE to keys of at least 16 characters, or use 127.0.0.1.`
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
