import { costOf, localPrices, type PriceTable } from './prices.ts'
import type { Settings } from './settings.ts'

/** The model servers that agents reach through the gateway, and what may be asked of them. */
export interface ModelsConfig {
  /** Null: not configured. URLs have no slash at the end. */
  readonly ollama: {
    readonly url: string
    readonly model: string
    readonly isWarm: boolean
    readonly parallel: number
  } | null
  readonly claude: {
    readonly apiKey: string
    readonly baseUrl: string
    readonly model: string
    readonly parallel: number
  } | null
  readonly comfyui: {
    readonly urls: readonly string[]
    readonly layout: 'files' | 'checkpoint'
    readonly files: {
      readonly unet: string
      readonly clip1: string
      readonly clip2: string
      readonly vae: string
      readonly checkpoint: string
    }
  } | null
  /** Most tokens of one answer. */
  readonly maxOutputTokens: number
  readonly hasCritique: boolean
  readonly prices: PriceTable
  /** US dollars; null: no limit. */
  readonly budgetRunUsd: number | null
  readonly budgetDayUsd: number | null
}

export function modelsConfig(settings: Settings): ModelsConfig {
  return {
    ollama: ollama(settings),
    claude: claude(settings),
    comfyui: comfyui(settings),
    maxOutputTokens: settings.MODEL_MAX_OUTPUT_TOKENS,
    hasCritique: settings.CRITIQUE,
    prices: settings.PRICES ?? localPrices,
    budgetRunUsd: settings.BUDGET_RUN_USD ?? null,
    budgetDayUsd: settings.BUDGET_DAY_USD ?? null,
  }
}

/** What does not fit together in settings that are each right, one sentence each. */
export function modelProblems(settings: Settings): string[] {
  const { DESIGNER, RENDERER } = settings
  const { ollama, claude, comfyui } = modelsConfig(settings)
  const lacks: readonly [is: boolean, problem: string][] = [
    [
      DESIGNER === 'ollama' && ollama === null,
      'DESIGNER is "ollama": set OLLAMA_HOST to where Ollama is, such as http://127.0.0.1:11434.',
    ],
    [
      DESIGNER === 'claude' && claude === null,
      'DESIGNER is "claude": set ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE to a key of Anthropic.',
    ],
    [
      RENDERER === 'comfyui' && comfyui === null,
      'RENDERER is "comfyui": set COMFYUI_URLS to where ComfyUI is, such as http://127.0.0.1:8188.',
    ],
    ...unpricedBudgets(settings),
  ]
  return lacks.filter(([is]) => is).map(([, problem]) => problem)
}

/** A budget over a cost that nobody knows would never be reached. */
function unpricedBudgets(settings: Settings): [boolean, string][] {
  const { claude, prices } = modelsConfig(settings)
  if (claude === null) return []
  const none = { inputTokens: 0, outputTokens: 0, cacheWriteTokens: 0, cacheReadTokens: 0 }
  const isUnknown = costOf(prices, 'claude', claude.model, none) === null
  return (['BUDGET_RUN_USD', 'BUDGET_DAY_USD'] as const).map((name) => [
    settings[name] !== undefined && isUnknown,
    `${name} is set, but the price of ${claude.model} is not known, so it could not be kept: add "claude/${claude.model}" to PRICES.`,
  ])
}

function ollama(settings: Settings): ModelsConfig['ollama'] {
  if (settings.OLLAMA_HOST === undefined) return null
  const { OLLAMA_HOST: url, OLLAMA_MODEL: model, OLLAMA_WARM: isWarm, OLLAMA_PARALLEL: parallel } = settings
  return { url, model, isWarm, parallel }
}

function claude(settings: Settings): ModelsConfig['claude'] {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl } = settings
  if (apiKey === undefined) return null
  return { apiKey, baseUrl, model: settings.CLAUDE_MODEL, parallel: settings.CLAUDE_PARALLEL }
}

function comfyui(settings: Settings): ModelsConfig['comfyui'] {
  if (settings.COMFYUI_URLS === undefined) return null
  return {
    urls: settings.COMFYUI_URLS,
    layout: settings.COMFYUI_LAYOUT,
    files: {
      unet: settings.COMFYUI_UNET,
      clip1: settings.COMFYUI_CLIP_1,
      clip2: settings.COMFYUI_CLIP_2,
      vae: settings.COMFYUI_VAE,
      checkpoint: settings.COMFYUI_CHECKPOINT,
    },
  }
}
