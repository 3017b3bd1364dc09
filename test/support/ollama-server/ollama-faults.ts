import { named, wireFaults } from '../wire-server/wire-faults.ts'
import type { OllamaPlay } from './ollama-play.ts'

const faults = {
  ...wireFaults,
  /** Too many wait for a load: the exact text of the server. */
  busy: { status: 503 },
  'missing-model': { status: 404, error: { message: "model 'missing' not found" } },
  'missing-pull': { status: 404 },
  'no-thinking': { status: 400, error: { message: '"qwen2.5:7b" does not support thinking' } },
  crash: { status: 500 },
  'foreign-host': { status: 403, body: '', headers: { 'content-type': 'text/plain' } },
  /** What a proxy in front may say; Ollama has no rate limit. */
  'rate-limit': { status: 429, headers: { 'retry-after': '1' }, error: { message: 'too many requests' } },
  evicted: { isEvicted: true, loadMs: 300 },
  'slow-load': { isEvicted: true, loadMs: 1_500 },
} as const satisfies Record<string, OllamaPlay>

/** Everything that is known to go wrong at an Ollama, by name: for scripts, campaigns and `npm run fake`. */
export const ollamaFaults = named(faults)

export type OllamaFault = keyof typeof ollamaFaults
