import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawContactSheet } from '../../../api/batches/contact-sheet.ts'
import { MAX_SHEET_ROWS } from '../../../api/batches/drawing-queue.ts'
import { legible, letterPath } from '../../../api/batches/sheet-letters.ts'
import type { SheetCell, SheetRow } from '../../../contract/batch-result.ts'
import { fakePicture } from '../../support/fake-picture.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'axoloom-sheet-'))
  for (const index of [0, 1, 2, 3]) await writeFile(join(dir, `${index}`), await fakePicture(index))
  await writeFile(join(dir, 'broken'), 'not a picture')
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const running = new AbortController().signal
const fileOf = async (id: string) => (id === 'gone' ? null : join(dir, id))

function cell(index: number, id: string | null = String(index % 4), given: Partial<SheetCell> = {}): SheetCell {
  const picture = id === null ? null : { id, href: `/v1/artifacts/${id}`, width: 512, height: 512 }
  return { index, direction: 'Moonlight', state: 'succeeded', name: 'Miso', message: null, picture, ...given }
}

function rowOf(row: number, given: Partial<SheetRow> = {}): SheetRow {
  return {
    row,
    line: row + 1,
    customId: `Night baker ${row}`,
    brief: 'A baker',
    state: 'succeeded',
    runId: null,
    choice: null,
    fault: null,
    variations: [cell(0), cell(1)],
    ...given,
  }
}

const draw = async (...rows: SheetRow[]) => sharp(await drawContactSheet(rows, fileOf, running))
const pixel = async (image: Sharp, left: number, top: number) =>
  [...(await image.clone().extract({ left, top, width: 1, height: 1 }).raw().toBuffer())].slice(0, 3)

const pond = [0xcf, 0xe6, 0xe4]
const paper = [0xec, 0xf3, 0xf1]
const coral = [0xb5, 0x2d, 0x56]
// the upper left cell begins at 16, 54
const [firstX, firstY] = [20, 60]

describe('a contact sheet', () => {
  it('has a place for every variation of every row', async () => {
    const image = await draw(rowOf(0, { variations: [0, 1, 2, 3].map((index) => cell(index)) }), rowOf(1))
    const { width, height, format } = await image.metadata()
    expect([width, height, format]).toEqual([16 + 4 * 176, 16 + 2 * 214, 'png'])
    expect(await pixel(image, firstX, firstY)).not.toEqual(pond)
    expect(await pixel(image, firstX + 3 * 176, firstY)).not.toEqual(pond)
    // the second row has two
    expect(await pixel(image, firstX + 3 * 176, firstY + 214)).toEqual(paper)
  })

  it('frames what is chosen', async () => {
    const image = await draw(rowOf(0, { choice: { variation: 1, why: 'by hand' } }))
    expect(await pixel(image, 16 + 176 - 3, 100)).toEqual(coral)
    expect(await pixel(image, 16 - 3, 100)).toEqual(paper)
  })

  it.each([
    ['failed', cell(0, null, { state: 'failed' })],
    ['is gone', cell(0, 'gone')],
    ['cannot be read', cell(0, 'broken')],
  ])('leaves the place of what %s empty, and draws the others', async (_name, first) => {
    const image = await draw(rowOf(0, { variations: [first, cell(1)] }))
    expect(await pixel(image, firstX, firstY)).toEqual(pond)
    expect(await pixel(image, firstX + 176, firstY)).not.toEqual(pond)
  })

  it('shows rows that wait or never became a run', async () => {
    const fault = { line: 1, pointer: '', detail: 'no' }
    for (const given of [{ state: 'queued' }, { state: 'failed', fault }] as const) {
      const image = await draw(rowOf(0, { ...given, variations: [] }))
      expect(await pixel(image, firstX, firstY)).toEqual(pond)
    }
  })

  it('is a picture also without rows', async () => {
    expect((await (await draw()).metadata()).width).toBeGreaterThan(100)
  })

  it('is bounded at its largest', async () => {
    const variations = Array.from({ length: 16 }, (_, index) => cell(index, 'gone'))
    const widest = await draw(rowOf(0, { variations }))
    const longest = await draw(...Array.from({ length: MAX_SHEET_ROWS }, (_, row) => rowOf(row, { variations: [] })))
    expect([(await widest.metadata()).width, (await longest.metadata()).height]).toEqual([2832, 2584])
  })

  it('stops when nobody waits for it any more', async () => {
    const stopping = new AbortController()
    stopping.abort(new Error('nobody waits'))
    await expect(drawContactSheet([rowOf(0)], fileOf, stopping.signal)).rejects.toThrow('nobody waits')
  })
})

describe('its letters', () => {
  it.each([
    ['Night baker', 20, 'NIGHT BAKER'],
    ['Zoë', 20, 'ZOE'],
    ['夜 <b>', 20, '? ?B?'],
    ['a-very-long-name', 8, 'A-VERY..'],
    ['abc', 0, '..'],
  ])('write %j in %i as %j', (text, most, written) => {
    expect(legible(text, most)).toBe(written)
  })

  it('are dots at their places', () => {
    expect(letterPath('-', 10, 20, 2)).toBe('M12 26h2v2h-2zM14 26h2v2h-2zM16 26h2v2h-2z')
    expect(letterPath(' -', 0, 0, 1)).toBe('M7 3h1v1h-1zM8 3h1v1h-1zM9 3h1v1h-1z')
    expect(letterPath('<script>', 0, 0, 1)).toBe('')
  })
})
