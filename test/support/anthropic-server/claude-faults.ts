import { named, wireFaults } from '../wire-server/wire-faults.ts'
import type { ClaudePlay } from './claude-play.ts'

const faults = {
  ...wireFaults,
  'bad-request': { status: 400 },
  'bad-key': { status: 401 },
  'no-credit': { status: 402 },
  forbidden: { status: 403 },
  'too-large': { status: 413 },
  'rate-limit': { status: 429, headers: { 'retry-after': '1' } },
  'rate-limit-ms': { status: 429, headers: { 'retry-after-ms': '150' } },
  'server-error': { status: 500 },
  /** The API itself says that trying again is no use. */
  'do-not-retry': { status: 500, headers: { 'x-should-retry': 'false' } },
  /** And that it is, where the status says otherwise. */
  'do-retry': { status: 400, headers: { 'x-should-retry': 'true', 'retry-after-ms': '50' } },
  unavailable: { status: 503 },
  overloaded: { status: 529 },
  'rate-limit-mid-stream': {
    ends: { how: 'error', afterFrames: 12 },
    error: { type: 'rate_limit_error', message: 'This request would exceed the rate limit of your organization.' },
  },
  refusal: { stopReason: 'refusal' },
  'pause-turn': { stopReason: 'pause_turn' },
  'context-full': { stopReason: 'model_context_window_exceeded' },
} as const satisfies Record<string, ClaudePlay>

/** Everything that is known to go wrong at the API of Claude, by name: for scripts, campaigns and `npm run fake`. */
export const claudeFaults = named(faults)

export type ClaudeFault = keyof typeof claudeFaults
