import type { WirePlay } from '../wire-server/play.ts'

/** What goes wrong at an Ollama. */
export interface OllamaPlay extends WirePlay {
  /** The model is not in memory when the request comes: `/api/ps` is empty and it loads again. */
  readonly isEvicted?: boolean
  /** How long this request's load takes. */
  readonly loadMs?: number
  /** Written in the last line instead of the true one. */
  readonly doneReason?: string
}
