import type { Run } from '#contract/api.ts'
import type { RunEvent } from '#contract/event.ts'

/** How the page stands to the run's stream, as the dot shows it. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'asleep'

export interface RunHandlers {
  /** Events in the order of their `seq`; a reconnect continues after the last one given. */
  onEvents(events: readonly RunEvent[]): void
  onConnection(connection: Connection): void
  /** The server will not give this stream (gone, or a position it does not know): nothing further comes. */
  onRefused(status: number): void
}

/** All that the page knows of where a run comes from: HTTP in the browser, a fixture in tests. */
export interface RunSource {
  /** The run as it is now. Throws ApiProblem. */
  load(id: string, signal: AbortSignal): Promise<Run>
  /** Follows the run's events after `after`; gives what ends it. */
  subscribe(id: string, after: number, handlers: RunHandlers): () => void
}
