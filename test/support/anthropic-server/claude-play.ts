import type { WirePlay } from '../wire-server/play.ts'

/** What goes wrong at the API of Claude. */
export interface ClaudePlay extends WirePlay {
  /** The answer ends for this reason; `refusal` says little before it and brings its details. */
  readonly stopReason?: 'refusal' | 'pause_turn' | 'stop_sequence' | 'model_context_window_exceeded' | 'tool_use'
}
