import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { formatView, type View } from '../../cli/output.ts'
import type { Terminal } from '../../cli/terminal.ts'
import { widthOf } from '../../cli/text.ts'

interface Row {
  readonly id: string
  readonly brief: string
}

const rows: Row[] = [
  { id: 'a1', brief: 'an axolotl who runs a night bakery and never sleeps' },
  { id: 'b2', brief: '水槽の中' },
]
const view: View<Row> = {
  columns: [
    { title: 'ID', cell: ({ id }) => pc.createColors(true).green(id) },
    { title: 'LENGTH', isWide: true, cell: ({ brief }) => String(brief.length) },
    { title: 'BRIEF', isElastic: true, cell: ({ brief }) => brief },
  ],
  rows,
  id: ({ id }) => id,
}

function terminal(isTerminal: boolean, columns = 80): Terminal {
  const sink = { isTerminal, colours: pc.createColors(false), write: () => {} }
  return { out: sink, err: sink, pictures: null, columns: () => columns, rows: () => 24 }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
const uncoloured = (text: string) => text.replaceAll(/\x1b\[[\d;]*m/g, '')

describe('data', () => {
  it('is the same as JSON and as YAML', async () => {
    expect(JSON.parse(await formatView('json', view, terminal(true)))).toEqual(rows)
    expect(parse(await formatView('yaml', view, terminal(true)))).toEqual(rows)
    expect(JSON.parse(await formatView('json', { ...view, data: { more: 1 } }, terminal(false)))).toEqual({ more: 1 })
  })

  it('is one name a line', async () => {
    expect(await formatView('name', view, terminal(true))).toBe('a1\nb2\n')
    expect(await formatView('name', { ...view, name: 'whole' }, terminal(true))).toBe('whole\n')
  })

  it('is a table without lines, whole in a pipe', async () => {
    expect(uncoloured(await formatView('table', view, terminal(false, 30)))).toBe(
      'ID  BRIEF\na1  an axolotl who runs a night bakery and never sleeps\nb2  水槽の中\n',
    )
  })

  it('fits a terminal of any width by cutting what may be cut', async () => {
    for (const columns of [20, 30, 80]) {
      const lines = uncoloured(await formatView('table', view, terminal(true, columns)))
        .trimEnd()
        .split('\n')
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns)
      expect(lines[1]).toMatch(/^a1 {2}an axolotl/)
    }
  })

  it('has more columns when it is wide, and nothing is cut', async () => {
    expect(uncoloured(await formatView('wide', view, terminal(true, 20)))).toContain(
      'a1  51      an axolotl who runs a night bakery and never sleeps\n',
    )
  })
})
