import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { runIdOf } from '../../cli/find-run.ts'
import { textArgument } from '../../cli/read-input.ts'
import type { Client } from '../../contract/client/client.ts'

const stdin = (...chunks: (string | Buffer)[]) => Readable.from(chunks) as unknown as NodeJS.ReadStream

describe('a text', () => {
  it('is the argument itself, and for - what comes in', async () => {
    expect(await textArgument('an axolotl', stdin('other'))).toBe('an axolotl')
    expect(await textArgument('-', stdin(' an axo', 'lotl\n'))).toBe('an axolotl')
  })

  it('keeps a character that came in two parts', async () => {
    const bytes = Buffer.from('水槽')
    expect(await textArgument('-', stdin(bytes.subarray(0, 2), bytes.subarray(2)))).toBe('水槽')
  })

  it('that is empty or endless is refused', async () => {
    await expect(textArgument('-', stdin(' \n'))).rejects.toMatchObject({ exitCode: 2 })
    function* endless() {
      for (;;) yield 'x'.repeat(10_000)
    }
    const input = Readable.from(endless()) as unknown as NodeJS.ReadStream
    await expect(textArgument('-', input)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('longer than 100000'),
    })
  })
})

describe('the run that is meant', () => {
  const id = '01m80k132a99f5swkyqc85sjnk'
  const clientWith = (ids: string[]): Client =>
    ({ runs: { list: async () => ({ data: ids.map((one) => ({ id: one })), nextCursor: null }) } }) as unknown as Client

  it.each([
    ['its id', id, id],
    ['its id in capitals', id.toUpperCase(), id],
    ['the newest', 'last', 'newest'],
  ])('is named by %s', async (_what, named, found) => {
    expect(await runIdOf(clientWith(['newest']), named)).toBe(found)
  })

  it.each([
    ['what is no id', '01m80k', 2],
    ['an id and more', `${id}/../keys`, 2],
    ['the newest of none', 'last', 3],
  ])('is not named by %s', async (_what, named, exitCode) => {
    await expect(runIdOf(clientWith([]), named)).rejects.toMatchObject({ exitCode })
  })
})
