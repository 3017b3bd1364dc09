import type { AgentEvent } from './event.ts'

// Apart from log-line.ts because an agent prints its first line before it loads zod, which takes longer than all else.

/** Longest line an agent prints, in bytes with its newline (PROTOCOL section 5: at most 8 KiB). */
export const MAX_LINE_BYTES = 8192

/** One numbered event as it is printed, without its newline. The only encoder; `decodeLogLine` reads it. */
export function encodeLogLine(n: number, event: AgentEvent): string {
  return JSON.stringify({ axl: 1, n, type: event.type, data: event.data })
}
