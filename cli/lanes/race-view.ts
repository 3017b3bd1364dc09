import type { RunEvent } from '#contract/event.ts'
import type { Colours, Sink, Terminal } from '../terminal.ts'
import { drawRace } from './draw-race.ts'
import { LineTeller } from './line-teller.ts'
import { applyEvent, emptyRace, type Race } from './race.ts'

/** Shows a race while it runs. */
export interface RaceView {
  show(event: RunEvent): void
  /** Draws what is left and gives the terminal back. */
  close(): void
}

/** Ten pictures a second look alive, and are little for a slow line. */
const FRAME_MS = 100

/** Lanes that are drawn again in place; for a terminal only. */
export function liveView(id: string, terminal: Terminal): RaceView {
  const { err } = terminal
  let race: Race = emptyRace(id)
  let frame = 0
  let drawn = 0
  const draw = (): void => {
    const canvas = { columns: terminal.columns(), rows: terminal.rows(), frame, colours: err.colours }
    const lines = drawRace(race, canvas)
    frame += 1
    // up to where the last picture began, and everything below it away
    const back = drawn > 0 ? `\x1b[${drawn}A\r\x1b[J` : ''
    err.write(`${back}${lines.join('\n')}\n`)
    drawn = lines.length
  }
  err.write(HIDE_CURSOR)
  const timer = setInterval(draw, FRAME_MS)
  return {
    show: (event) => {
      race = applyEvent(race, event)
    },
    close: () => {
      clearInterval(timer)
      draw()
      err.write(SHOW_CURSOR)
    },
  }
}

const HIDE_CURSOR = '\x1b[?25l'
export const SHOW_CURSOR = '\x1b[?25h'

/** A line for everything that happens, each with its lane in front. */
export function lineView(sink: Sink): RaceView {
  const teller = new LineTeller()
  const tell = (lines: readonly { lane: number | null; text: string }[]): void => {
    for (const { lane, text } of lines) sink.write(`${prefix(lane, sink.colours)} ${text}\n`)
  }
  return { show: (event) => tell(teller.tell(event)), close: () => tell(teller.rest()) }
}

export const silentView: RaceView = { show: () => {}, close: () => {} }

/** `[0]`, in a colour of its own for each lane; `[run]` for what is of no lane. */
export function prefix(lane: number | null, colours: Colours): string {
  if (lane === null) return colours.bold('[run]')
  const paints = [colours.cyan, colours.magenta, colours.yellow, colours.green, colours.blue, colours.red]
  const paint = paints[lane % paints.length] ?? colours.cyan
  return paint(`[${lane}]`)
}
