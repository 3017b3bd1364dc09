import { describe, expect, it } from 'vitest'
import type { FileLine } from '../../../api/batches/file-line.ts'
import { readCsv } from '../../../api/batches/read-csv.ts'

async function read(file: string | Buffer, size = 7): Promise<FileLine[]> {
  const bytes = Buffer.from(file)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return Array.fromAsync(readCsv(chunks()))
}

const said = (lines: readonly FileLine[]) =>
  lines.map(({ line, value, fault }) => [line, fault === null ? value : `${fault.pointer} ${fault.detail}`.trim()])

describe('reading a table', () => {
  const rows: readonly [what: string, file: string, said: unknown[]][] = [
    ['is nothing of an empty file', '', []],
    ['is nothing of a table without lines', 'customId,brief\n', []],
    ['makes of a line what its JSON would be', 'customId,brief\r\na,b c\r\n', [[2, { customId: 'a', brief: 'b c' }]]],
    ['takes a byte order mark for nothing', '\ufeffcustomId,brief\na,b', [[2, { customId: 'a', brief: 'b' }]]],
    ['takes one before a quote for nothing', '\ufeff"customId",brief\na,b', [[2, { customId: 'a', brief: 'b' }]]],
    [
      'makes numbers, directions and labels',
      'customId,brief,variations,seed,directions,labels.team\na,b,2,7,noir; in space,art\n',
      [
        [
          2,
          {
            customId: 'a',
            brief: 'b',
            variations: 2,
            seed: 7,
            directions: ['noir', 'in space'],
            labels: { team: 'art' },
          },
        ],
      ],
    ],
    [
      'makes numbers of a budget and a priority, whatever space is around them',
      'customId,brief,budgetUsd,priority,seed\na,b,0.25, 7 ,-1\n',
      [[2, { customId: 'a', brief: 'b', budgetUsd: 0.25, priority: 7, seed: -1 }]],
    ],
    ['leaves out what is empty', 'customId,brief,seed,labels.x\na,b,,\n', [[2, { customId: 'a', brief: 'b' }]]],
    [
      'leaves what should be a number as it is',
      'customId,brief,seed\na,b,many\n',
      [[2, { customId: 'a', brief: 'b', seed: 'many' }]],
    ],
    [
      'says where a record begins that has several lines',
      'customId,brief\na,"b\nc"\n\nd,"e ""f"", g"\n',
      [
        [2, { customId: 'a', brief: 'b\nc' }],
        [5, { customId: 'd', brief: 'e "f", g' }],
      ],
    ],
    [
      'refuses columns it does not know, and says which there are',
      'customId,breif\na,b\n',
      [
        [1, '/brief is missing: the first line names the columns'],
        [1, expect.stringMatching(/^\/breif is no column; there are brief, variations/)],
      ],
    ],
    ['refuses a column that is there twice', 'customId,brief,brief\na,b,c\n', [[1, '/brief is there twice']]],
    ['refuses a line with too many cells', 'customId,brief\na,b,c\n', [[2, 'has 3 cells for 2 columns']]],
    [
      'ends at a quote that is never closed',
      'customId,brief\na,b\nc,"d\ne,f\n',
      [
        [2, { customId: 'a', brief: 'b' }],
        [expect.any(Number), 'has a quote that is never closed'],
      ],
    ],
    [
      'ends at a quote where none may be',
      'customId,brief\na,b 5" tall\nc,d\n',
      [[2, expect.stringMatching(/^has a quote where none may be/)]],
    ],
  ]

  it.each(rows)('%s', async (_what, file, expected) => {
    for (const size of [1, 7, 1000]) expect(said(await read(file, size))).toEqual(expected)
  })

  it('goes on behind a line that is not UTF-8', async () => {
    const file = Buffer.concat([Buffer.from('customId,brief\na,'), Buffer.from([0xff]), Buffer.from('\nb,c\n')])

    expect(said(await read(file))).toEqual([
      [2, 'must be UTF-8'],
      [3, { customId: 'b', brief: 'c' }],
    ])
  })

  it('ends at a line that is too long', async () => {
    const lines = await read(`customId,brief\na,${'x'.repeat(70_000)}\nb,c\n`, 1000)

    expect(said(lines)).toEqual([[2, 'must be at most 65536 bytes long; nothing behind it was read']])
    expect(lines[0]?.fault?.isFatal).toBe(true)
  })
})
