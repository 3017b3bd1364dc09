import type { Designer, Renderer } from '#contract/event.ts'
import type { Config } from '../config.ts'
import type { RunDefaults } from '../store/store.ts'

export interface OfferedDesigner {
  readonly name: Designer
  /** Null: it has no model to choose. */
  readonly defaultModel: string | null
}

/** What this server can run a variation with. */
export interface Offer {
  readonly designers: readonly OfferedDesigner[]
  readonly renderers: readonly Renderer[]
  /** For a request that names neither. */
  readonly defaults: RunDefaults
}

/** What comes with every server, and what the settings add. */
export function offerOf({ designer, renderer, models }: Pick<Config, 'designer' | 'renderer' | 'models'>): Offer {
  const { ollama, claude, comfyui } = models
  const scripted: OfferedDesigner = { name: 'scripted', defaultModel: null }
  const others = [
    ollama && { name: 'ollama' as const, defaultModel: ollama.model },
    claude && { name: 'claude' as const, defaultModel: claude.model },
  ]
  return {
    designers: [scripted, ...others.filter((offered) => offered !== null)],
    renderers: comfyui === null ? ['sketch'] : ['sketch', 'comfyui'],
    defaults: { designer, renderer },
  }
}
