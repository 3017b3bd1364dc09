import type { EventData, EventType } from '#contract/event.ts'
import { envelopeTail } from '../stream/frame.ts'
import type { Draft } from './writer/transaction.ts'

// A flood of events crosses to the writer's thread as one text: copying one long string costs a quarter of copying an
// array of objects, and what all of them share is added on the other side.

/** Where a batch of events belongs, and when it was read. */
export interface BatchPlace {
  readonly run: string
  readonly variation: number
  readonly attempt: number
  /** RFC 3339. */
  readonly at: string
}

/** One event of a batch; join them with line breaks. Its JSON holds none, its type no space. */
export function packEvent<T extends EventType>(type: T, data: EventData<T>): string {
  return `${type} ${JSON.stringify(data)}`
}

/** A thought, whose data is JSON already, checked and on one line. Being most of any flood it goes without its type. */
export function packThought(json: string): string {
  return json
}

/** The events of a batch as drafts. */
export function unpackEvents(packed: string, place: BatchPlace): Draft[] {
  if (packed === '') return []
  const thoughtOpening = openingOf('thought-delta', place)
  return packed.split('\n').map((line) => {
    if (line.startsWith('{')) return { type: 'thought-delta', tail: `${thoughtOpening}${line}}` }
    const space = line.indexOf(' ')
    const type = line.slice(0, space)
    return { type, tail: `${openingOf(type, place)}${line.slice(space + 1)}}` }
  })
}

/** Everything of an envelope's tail before its data. */
function openingOf(type: string, place: BatchPlace): string {
  return envelopeTail({ ...place, type, data: null }).slice(0, -'null}'.length)
}
