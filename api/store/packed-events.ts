import type { EventData, EventType } from '#contract/event.ts'

// A flood of events crosses to the writer's thread as bytes that are copied in one piece, and become blocks there without
// ever being texts again: neither side leaves an object per event to its collector. What all of them share is added on
// the other side.

/** Where a batch of events belongs, and when it was read. */
export interface BatchPlace {
  readonly run: string
  readonly variation: number
  readonly attempt: number
  /** RFC 3339. */
  readonly at: string
}

/** Events of a batch: UTF-8, one a line. */
export interface PackedEvents {
  readonly bytes: Uint8Array
  readonly count: number
}

/** What of a batch is written. */
export interface PackedBatch {
  readonly packed: PackedEvents
  readonly place: BatchPlace
}

const encoder = new TextEncoder()

/** Packs what `packEvent` and `packThought` made. */
export function packEvents(events: readonly string[]): PackedEvents {
  return { bytes: encoder.encode(events.join('\n')), count: events.length }
}

/** One event of a batch. Its JSON holds no line break, its type no space. */
export function packEvent<T extends EventType>(type: T, data: EventData<T>): string {
  return `${type} ${JSON.stringify(data)}`
}

/** A thought, whose data is JSON already, checked and on one line. Being most of any flood it goes without its type. */
export function packThought(json: string): string {
  return json
}
