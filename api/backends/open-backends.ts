import type { Logger } from 'pino'
import type { ModelsConfig } from '../models-config.ts'
import { BackendServer, type ServerDeps } from './backend-server.ts'
import type { Backend, Backends } from './backends.ts'
import { OllamaServer } from './ollama-server.ts'
import { probeComfyui } from './probe.ts'

/** How often servers are looked at while it matters. */
const ROUND_MS = 30_000
/** It matters this long after somebody asked. */
const INTEREST_MS = 60_000

export interface BackendsOptions {
  /** Whether runs are at work, for which what is known should be kept fresh. */
  readonly isBusy?: () => boolean
  readonly roundMs?: number
  /** Longest a look at one server takes, in milliseconds. */
  readonly probeMs?: number
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number
}

/** The servers of models that the settings name; begins to load Ollama's model when they say so. */
export function openBackends(
  models: Pick<ModelsConfig, 'ollama' | 'claude' | 'comfyui'>,
  logger: Logger,
  { isBusy = () => false, roundMs = ROUND_MS, now = () => performance.now(), probeMs }: BackendsOptions = {},
): Backends {
  const closing = new AbortController()
  const deps: ServerDeps = { closing: closing.signal, logger, now, ...(probeMs === undefined ? {} : { probeMs }) }
  const servers = openServers(models, deps)
  const all: readonly BackendServer[] = [servers.ollama, servers.claude, ...servers.comfyui].filter((it) => it !== null)
  let askedAtMs = Number.NEGATIVE_INFINITY

  const lookAtAll = async () => {
    await Promise.all(all.map((server) => server.refresh()))
  }
  const timer = setInterval(() => {
    if (isBusy() || now() - askedAtMs < INTEREST_MS) void lookAtAll()
  }, roundMs)
  timer.unref()
  if (models.ollama?.isWarm === true) void servers.ollama?.warm(models.ollama.model)

  return {
    ...servers,
    states: () => all.map((server) => server.state()),
    refresh() {
      askedAtMs = now()
      return lookAtAll()
    },
    setQueueLength: (of: Backend, queueLength) => all.find((server) => server === of)?.setQueueLength(queueLength),
    hasModel: async (_provider, model) => (await servers.ollama?.hasModel(model)) ?? null,
    warm: async (model) => servers.ollama?.warm(model),
    async close() {
      clearInterval(timer)
      closing.abort(new Error('Axoloom is stopping.'))
      await Promise.all(all.map((server) => server.settled()))
    },
  }
}

interface Servers {
  readonly ollama: OllamaServer | null
  readonly claude: BackendServer | null
  readonly comfyui: readonly BackendServer[]
}

function openServers(
  { ollama, claude, comfyui }: Pick<ModelsConfig, 'ollama' | 'claude' | 'comfyui'>,
  deps: ServerDeps,
): Servers {
  return {
    ollama: ollama === null ? null : new OllamaServer({ ...deps, url: ollama.url, model: ollama.model }),
    claude:
      claude === null
        ? null
        : new BackendServer({ ...deps, name: 'claude', url: claude.baseUrl, probe: null, secrets: [claude.apiKey] }),
    comfyui: (comfyui?.urls ?? []).map(
      (url) => new BackendServer({ ...deps, name: 'comfyui', url, probe: probeComfyui }),
    ),
  }
}
