import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { FileLine } from '../../../api/batches/file-line.ts'
import { readJsonl } from '../../../api/batches/read-jsonl.ts'

/** Reads a file that arrives `size` bytes at a time. */
async function read(file: string | Buffer, size = 7): Promise<FileLine[]> {
  const bytes = Buffer.from(file)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return Array.fromAsync(readJsonl(chunks()))
}

const said = (lines: readonly FileLine[]) => lines.map(({ line, value, fault }) => [line, fault?.detail ?? value])

describe('reading JSON lines', () => {
  const rows: readonly [what: string, file: string, said: unknown[]][] = [
    ['is nothing of an empty file', '', []],
    [
      'takes a last line without a newline',
      '{"a":1}\n{"a":2}',
      [
        [1, { a: 1 }],
        [2, { a: 2 }],
      ],
    ],
    [
      'passes over empty lines, and counts them',
      '\n{"a":1}\r\n \n{"a":2}\n',
      [
        [2, { a: 1 }],
        [4, { a: 2 }],
      ],
    ],
    ['takes a byte order mark for nothing', '\ufeff{"a":1}', [[1, { a: 1 }]]],
    ['keeps characters that came in two parts', '{"a":"Grüße, 小蝾螈"}', [[1, { a: 'Grüße, 小蝾螈' }]]],
    [
      'goes on behind a line that is no JSON',
      '{"a":\n{"a":2}',
      [
        [1, 'must be a JSON object on one line'],
        [2, { a: 2 }],
      ],
    ],
  ]

  it.each(rows)('%s', async (_what, file, expected) => {
    for (const size of [1, 7, 1000]) expect(said(await read(file, size))).toEqual(expected)
  })

  it('goes on behind a line that is not UTF-8', async () => {
    const file = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n{"a":2}')])

    expect(said(await read(file))).toEqual([
      [1, 'must be UTF-8'],
      [2, { a: 2 }],
    ])
  })

  it('takes a line as long as one may be', async () => {
    const line = `{"a":"${'x'.repeat(65_536 - 8)}"}`

    expect(said(await read(`${line}\n`, 1000))).toEqual([[1, JSON.parse(line)]])
  })

  it('goes on behind a line that is too long, and does not keep it', async () => {
    const file = `{"a":"${'x'.repeat(65_536)}"}\n{"a":2}\n`

    expect(said(await read(file, 1000))).toEqual([
      [1, 'must be at most 65536 bytes long'],
      [2, { a: 2 }],
    ])
  })

  it('holds nothing of a line that is too long, however much of it comes', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const parts: WeakRef<ArrayBufferLike>[] = []
    let alive = 0
    async function* chunks() {
      for (let i = 0; i < 20; i++) {
        const chunk = Buffer.alloc(64 * 1024, 'x')
        parts.push(new WeakRef(chunk.buffer))
        yield chunk
      }
      // what a weak reference leads to lives on for the turn that made it
      await new Promise(setImmediate)
      collect()
      alive = parts.filter((part) => part.deref() !== undefined).length
    }
    const lines = await Array.fromAsync(readJsonl(chunks()))

    expect(said(lines)).toEqual([[1, 'must be at most 65536 bytes long']])
    expect(alive).toBeLessThan(4)
  })
})
