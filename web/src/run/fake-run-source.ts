import type { Run } from '#contract/api.ts'
import type { RunEvent } from '#contract/event.ts'
import type { RunHandlers, RunSource } from './run-source.ts'

export interface FakeRunSource extends RunSource {
  /** Lets the stream go on up to and with `seq`. */
  playTo(seq: number): void
}

/** A run without a server: the snapshot as given, and the events of a fixture played as far as asked. */
export function createFakeRunSource(snapshot: Run, events: readonly RunEvent[]): FakeRunSource {
  const subscribers = new Set<{ after: number; handlers: RunHandlers }>()
  let head = snapshot.lastSeq

  function deliver(subscriber: { after: number; handlers: RunHandlers }): void {
    const due = events.filter((event) => event.seq > subscriber.after && event.seq <= head)
    subscriber.after = Math.max(subscriber.after, head)
    if (due.length > 0) subscriber.handlers.onEvents(due)
  }

  return {
    load: () => Promise.resolve(snapshot),
    subscribe(_id, after, handlers) {
      const subscriber = { after, handlers }
      subscribers.add(subscriber)
      handlers.onConnection('live')
      deliver(subscriber)
      return () => subscribers.delete(subscriber)
    },
    playTo(seq) {
      head = seq
      for (const subscriber of subscribers) deliver(subscriber)
    },
  }
}
