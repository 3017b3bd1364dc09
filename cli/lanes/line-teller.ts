import type { RunEvent } from '#contract/event.ts'
import { oneLine, plain } from '../text.ts'
import { eventWords } from './event-line.ts'

export interface ToldLine {
  /** Null: of the run. */
  readonly lane: number | null
  readonly at: string
  readonly text: string
}

/** A thought without a line break is told after so many characters. */
const MOST_CHARACTERS = 400

/** Makes lines of events. Thoughts come in pieces, so each lane's are gathered until a line of them is whole. */
export class LineTeller {
  readonly #thoughts = new Map<number, { at: string; text: string }>()

  tell(event: RunEvent): ToldLine[] {
    const lane = event.variation
    if (event.type === 'thought-delta' && lane !== null) return this.#think(lane, event.at, event.data.text)
    const words = eventWords(event)
    // what was thought before it happened comes before it
    const thought = words === null || lane === null ? [] : this.#flush(lane)
    return words === null ? [] : [...thought, { lane, at: event.at, text: words }]
  }

  /** What was begun and not ended. */
  rest(): ToldLine[] {
    return [...this.#thoughts.keys()].flatMap((lane) => this.#flush(lane))
  }

  #think(lane: number, at: string, piece: string): ToldLine[] {
    const text = (this.#thoughts.get(lane)?.text ?? '') + plain(piece)
    const lines = text.split('\n')
    const open = lines.pop() ?? ''
    if (open.length > MOST_CHARACTERS) lines.push(open)
    this.#thoughts.set(lane, { at, text: open.length > MOST_CHARACTERS ? '' : open })
    return lines.filter((line) => line.trim() !== '').map((line) => ({ lane, at, text: oneLine(line) }))
  }

  #flush(lane: number): ToldLine[] {
    const open = this.#thoughts.get(lane)
    this.#thoughts.delete(lane)
    return open === undefined || open.text.trim() === '' ? [] : [{ lane, at: open.at, text: oneLine(open.text) }]
  }
}
