import { type Column, table } from './table.ts'
import type { Terminal } from './terminal.ts'

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'name'] as const
export type OutputFormat = (typeof outputFormats)[number]

/** Something to print: how it looks as a table, its ids, and the data as the API gave it. */
export interface View<T> {
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  id(row: T): string
  /** The id of one thing whose parts are the rows. */
  readonly name?: string
  /** Printed by `-o json` and `-o yaml`; the rows unless given. */
  readonly data?: unknown
  /** In place of a table without rows. */
  readonly empty?: string
}

/** Data as text: the same data always gives the same text, on a terminal and in a pipe. */
export async function formatView<T>(format: OutputFormat, view: View<T>, terminal: Terminal): Promise<string> {
  const data = view.data ?? view.rows
  switch (format) {
    case 'json':
      return `${JSON.stringify(data, null, 2)}\n`
    case 'yaml': {
      const { stringify } = await import('yaml')
      return stringify(data)
    }
    case 'name':
      return (view.name === undefined ? view.rows.map(view.id) : [view.name]).map((id) => `${id}\n`).join('')
    case 'wide':
      return table(view.columns, view.rows, null)
    case 'table': {
      const columns = view.columns.filter(({ isWide }) => !isWide)
      return table(columns, view.rows, terminal.out.isTerminal ? terminal.columns() : null)
    }
  }
}
