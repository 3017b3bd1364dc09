import type { Colours } from '../terminal.ts'
import { cut, fill, widthOf, wrap } from '../text.ts'
import { doingOf, signOf, tellingOf } from './lane-words.ts'
import type { Lane, Race } from './race.ts'

export interface Canvas {
  readonly columns: number
  readonly rows: number
  /** Counts up with each redraw. */
  readonly frame: number
  readonly colours: Colours
}

/** Narrower panes break every sentence. */
const LEAST_PANE_COLUMNS = 36
/** A title, what it does, and enough lines to follow a thought. */
const LEAST_PANE_ROWS = 6
const MOST_PANE_ROWS = 12
/** The brief above, and the prompt's line below. */
const OTHER_ROWS = 3
const DIRECTION_COLUMNS = 24
const DOING_COLUMNS = 14
/** With a space on each side. */
const SIGN_COLUMNS = 3
const BORDER = ' │ '

/** The race as lines that fit the terminal: panes side by side where there is room for them, else a line a lane. */
export function drawRace(race: Race, canvas: Canvas): string[] {
  const title = cut(`${race.id}  ${race.brief}`, canvas.columns)
  const grid = gridOf(race.lanes.length, canvas)
  const body = grid === null ? lines(race, canvas) : panes(race, canvas, grid)
  return [canvas.colours.bold(title), ...body].slice(0, Math.max(1, canvas.rows - 1))
}

interface Grid {
  readonly perRow: number
  readonly columns: number
  readonly rows: number
}

/** How panes are laid out; null where they do not fit. */
export function gridOf(lanes: number, { columns, rows }: Pick<Canvas, 'columns' | 'rows'>): Grid | null {
  const most = Math.floor((columns + BORDER.length) / (LEAST_PANE_COLUMNS + BORDER.length))
  if (most < 2 || lanes < 2) return null
  const down = Math.ceil(lanes / most)
  // as even as they can be: five lanes are three and two, and not four and one
  const perRow = Math.ceil(lanes / down)
  const height = Math.min(MOST_PANE_ROWS, Math.floor((rows - OTHER_ROWS) / down))
  if (height < LEAST_PANE_ROWS) return null
  return { perRow, columns: Math.floor((columns - BORDER.length * (perRow - 1)) / perRow), rows: height }
}

function lines({ lanes }: Race, { columns, frame, colours }: Canvas): string[] {
  const digits = String(lanes.length - 1).length
  const direction = columns < 70 ? 0 : DIRECTION_COLUMNS
  return lanes.map((lane) => {
    const number = String(lane.index).padStart(digits)
    const named = direction === 0 ? '' : `${fill(lane.direction, direction)}  `
    const doing = fill(doingOf(lane), Math.min(DOING_COLUMNS, columns - digits - SIGN_COLUMNS))
    const telling = cut(`  ${tellingOf(lane)}`, columns - digits - SIGN_COLUMNS - widthOf(named + doing))
    return `${number} ${signOf(lane.state, frame, colours)} ${colours.bold(named)}${doing}${telling}`
  })
}

function panes({ lanes }: Race, canvas: Canvas, grid: Grid): string[] {
  const drawn: string[] = []
  for (let first = 0; first < lanes.length; first += grid.perRow) {
    const row = lanes.slice(first, first + grid.perRow).map((lane) => pane(lane, canvas, grid))
    for (let y = 0; y < grid.rows; y += 1) {
      drawn.push(row.map((cells) => cells[y] ?? '').join(canvas.colours.dim(BORDER)))
    }
  }
  return drawn
}

/** Exactly `rows` lines of exactly `columns` columns; the last line stays free, as space to the panes below. */
function pane(lane: Lane, { frame, colours }: Canvas, { columns, rows }: Grid): string[] {
  const number = String(lane.index)
  const title = fill(lane.direction, columns - number.length - 3)
  const head = `${number} ${signOf(lane.state, frame, colours)} ${colours.bold(title)}`
  const again = lane.attempt > 1 ? `, attempt ${lane.attempt}` : ''
  const doing = fill(`${doingOf(lane)}${again}${lane.name === null ? '' : ` “${lane.name}”`}`, columns)
  const room = rows - 3
  const text = lane.wait ?? (lane.state === 'failed' ? lane.message : lane.thoughts) ?? ''
  const shown = wrap(text, columns).slice(-room)
  const body = Array.from({ length: room }, (_, y) => colours.dim(fill(shown[y] ?? '', columns)))
  return [head, doing, ...body, ' '.repeat(columns)]
}
