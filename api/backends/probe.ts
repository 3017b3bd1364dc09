import { z } from 'zod'
import { fetchJson } from './fetch-json.ts'

/** What a look at a server found; null for what it does not tell. */
export interface Probed {
  readonly version: string | null
  readonly models: readonly string[] | null
  readonly loaded: readonly string[] | null
  readonly serverQueue: number | null
}

/** A look that costs nothing. Throws when the server does not answer as one of its kind. */
export type Probe = (url: string, signal: AbortSignal) => Promise<Probed>

/** Names beyond these are left out: a list for a person to choose from. */
const MAX_MODELS = 1000

const Name = z.string().min(1).max(200)
const OllamaVersion = z.object({ version: z.string().max(100) })
// names that are too long to be any are left out, so that one odd model does not hide the others
const OllamaModels = z.object({ models: z.array(z.object({ name: z.unknown() })).nullish() })

export const probeOllama: Probe = async (url, signal) => {
  const [{ version }, tags, ps] = await Promise.all([
    fetchJson(`${url}/api/version`, OllamaVersion, { signal }),
    fetchJson(`${url}/api/tags`, OllamaModels, { signal }),
    fetchJson(`${url}/api/ps`, OllamaModels, { signal }),
  ])
  return { version, models: namesOf(tags), loaded: namesOf(ps), serverQueue: null }
}

function namesOf({ models }: z.infer<typeof OllamaModels>): string[] {
  const names = (models ?? []).map((model) => Name.safeParse(model.name))
  return names.flatMap((name) => (name.success ? [name.data] : [])).slice(0, MAX_MODELS)
}

const ComfyQueue = z.object({ exec_info: z.object({ queue_remaining: z.int().min(0) }) })
const ComfyStats = z.object({ system: z.object({ comfyui_version: z.string().max(100).optional() }) })

export const probeComfyui: Probe = async (url, signal) => {
  const [queue, stats] = await Promise.all([
    fetchJson(`${url}/prompt`, ComfyQueue, { signal }),
    fetchJson(`${url}/system_stats`, ComfyStats, { signal }),
  ])
  return {
    version: stats.system.comfyui_version ?? null,
    models: null,
    loaded: null,
    serverQueue: queue.exec_info.queue_remaining,
  }
}
