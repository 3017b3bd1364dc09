import { BatchLine } from '#contract/batch.ts'

/** A label has a column of its own, `labels.team` for one. */
const LABEL = 'labels.'
/** Between the directions in their cell. */
const BETWEEN_DIRECTIONS = ';'

const known = Object.keys(BatchLine.shape).filter((name) => name !== 'labels')
const required = ['customId', 'brief']
const numbers: ReadonlySet<string> = new Set(['variations', 'seed', 'budgetUsd', 'priority'])

/** What is wrong with the names of the columns; empty when nothing is. */
export function columnFaults(names: readonly string[]): { pointer: string; detail: string }[] {
  const missing = required.filter((name) => !names.includes(name))
  const unknown = names.filter((name) => !known.includes(name) && !isLabel(name))
  const doubled = names.filter((name, i) => names.indexOf(name) !== i)
  return [
    ...missing.map((name) => ({ pointer: `/${name}`, detail: 'is missing: the first line names the columns' })),
    ...unknown.map((name) => ({ pointer: pointerTo(name), detail: `is no column; there are ${known.join(', ')}` })),
    ...doubled.map((name) => ({ pointer: pointerTo(name), detail: 'is there twice' })),
  ]
}

/** A line as the JSON of it would be. An empty cell says nothing. */
export function lineOfCells(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const line: Record<string, unknown> = {}
  const labels: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    const cell = cells[i] ?? ''
    if (cell.trim() === '') continue
    if (isLabel(name)) labels[name.slice(LABEL.length)] = cell
    else line[name] = cellValue(name, cell)
  }
  return Object.keys(labels).length === 0 ? line : { ...line, labels }
}

function cellValue(name: string, cell: string): unknown {
  if (name === 'directions') return cell.split(BETWEEN_DIRECTIONS).map((direction) => direction.trim())
  if (!numbers.has(name)) return cell
  // what is no number stays as it is, and is refused for that with the rest of the line
  return /^\s*-?\d+(\.\d+)?\s*$/.test(cell) ? Number(cell) : cell
}

function isLabel(name: string): boolean {
  return name.startsWith(LABEL) && name.length > LABEL.length
}

function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
