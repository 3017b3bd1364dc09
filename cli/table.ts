import Table from 'cli-table3'
import { cut, widthOf } from './text.ts'

/** A column of a list: its title and what stands in it. */
export interface Column<T> {
  readonly title: string
  /** Only with `-o wide`. */
  readonly isWide?: boolean
  /** Cut first when the terminal is too narrow. */
  readonly isElastic?: boolean
  cell(row: T): string
}

/** Narrower than this an elastic column says nothing any more. */
const LEAST_COLUMNS = 12
const GAP = 2

/** Nothing but space between columns: what is printed can be cut by other tools. */
const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
}

/**
 * Rows under their titles. With `columns` given, the elastic column is cut so that a row keeps to one line of the
 * terminal; without, nothing is cut.
 */
export function table<T>(shown: readonly Column<T>[], rows: readonly T[], columns: number | null): string {
  const cells = rows.map((row) => shown.map((column) => column.cell(row)))
  const fitted = columns === null ? cells : squeeze(shown, cells, columns)
  const view = new Table({
    head: shown.map(({ title }) => title),
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  })
  view.push(...fitted)
  return `${view
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`
}

function squeeze<T>(shown: readonly Column<T>[], cells: readonly string[][], columns: number): string[][] {
  const elastic = shown.findIndex(({ isElastic }) => isElastic)
  const widths = shown.map(({ title }, i) => Math.max(widthOf(title), ...cells.map((row) => visible(row[i] ?? ''))))
  const others = widths.reduce((sum, width, i) => sum + (i === elastic ? 0 : width), GAP * (shown.length - 1))
  const room = Math.max(LEAST_COLUMNS, columns - others)
  return cells.map((row) => row.map((cell, i) => (i === elastic ? cut(cell, room) : cell)))
}

/** Width of a cell that may be coloured. */
function visible(cell: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  return widthOf(cell.replaceAll(/\x1b\[[\d;]*m/g, ''))
}
