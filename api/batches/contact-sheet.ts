import sharp, { type OverlayOptions } from 'sharp'
import type { SheetCell, SheetRow } from '#contract/batch-result.ts'
import { fitting, legible, letterPath } from './sheet-letters.ts'

const CELL = 160
const GAP = 16
const LABEL = 38
const DOT = 2
const ROW = LABEL + CELL + GAP

const colours = {
  paper: '#ecf3f1',
  ink: '#0f2a31',
  soft: '#46626a',
  pond: '#cfe6e4',
  chosen: '#b52d56',
  onChosen: '#ffffff',
  bad: '#a82a20',
} as const

/** Where the bytes of a picture lie; null where they are gone. */
export type PictureFile = (artifactId: string) => Promise<string | null>

/**
 * Rows by variations as one PNG: the line and name of each row above its pictures, what was chosen in a frame with a
 * tick. What has no picture says its state. Pictures are read one after another, so that others keep their share of the
 * machine. Throws what `signal` was aborted with.
 */
export async function drawContactSheet(
  rows: readonly SheetRow[],
  fileOf: PictureFile,
  signal: AbortSignal,
): Promise<Buffer> {
  // libvips keeps what it decoded last: here nothing is read twice
  sharp.cache(false)
  const columns = Math.max(2, ...rows.map(({ variations }) => variations.length))
  const size = { width: GAP + columns * (CELL + GAP), height: GAP + Math.max(1, rows.length) * ROW }
  const pictures: OverlayOptions[] = []
  for (const [at, row] of rows.entries()) {
    for (const cell of row.variations) {
      signal.throwIfAborted()
      const input = await thumbnail(cell, fileOf)
      if (input !== null) pictures.push({ input, ...placeOf(at, cell.index) })
    }
  }
  const drawing = svg(size, rows.map((row, at) => rowShapes(row, at, size.width)).join(''))
  const marks = svg(size, rows.map(choiceMark).join(''))
  const layers = [{ input: drawing, left: 0, top: 0 }, ...pictures, { input: marks, left: 0, top: 0 }]
  const paper = sharp({ create: { ...size, channels: 3, background: colours.paper } })
  return paper.composite(layers).png({ compressionLevel: 6 }).toBuffer()
}

async function thumbnail({ picture }: SheetCell, fileOf: PictureFile): Promise<Buffer | null> {
  const file = picture && (await fileOf(picture.id))
  if (file === null) return null
  try {
    return await sharp(file).resize(CELL, CELL, { fit: 'cover' }).png({ compressionLevel: 1 }).toBuffer()
  } catch {
    // one unreadable file leaves its place empty and the others as they are
    return null
  }
}

function placeOf(row: number, column: number): { left: number; top: number } {
  return { left: GAP + column * (CELL + GAP), top: GAP + row * ROW + LABEL }
}

function svg({ width, height }: { width: number; height: number }, shapes: string): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`)
}

function rowShapes(row: SheetRow, at: number, width: number): string {
  const top = GAP + at * ROW
  const room = fitting(width - 2 * GAP, DOT)
  const label = legible(`${row.line} ${row.customId}`, room)
  const cells = row.variations.map((cell) => cellShapes(cell, at)).join('')
  const empty = row.variations.length === 0 ? stateShapes(row.fault ? 'no run' : row.state, at, 0) : ''
  return `<path fill="${colours.ink}" d="${letterPath(label, GAP, top + 8, DOT)}"/>${cells}${empty}`
}

function cellShapes({ index, state, picture }: SheetCell, at: number): string {
  return stateShapes(state === 'succeeded' && picture ? '' : state, at, index)
}

/** A pond with a word in it, for what has no picture; a picture covers the pond. */
function stateShapes(word: string, at: number, column: number): string {
  const { left, top } = placeOf(at, column)
  const pond = `<rect x="${left}" y="${top}" width="${CELL}" height="${CELL}" fill="${colours.pond}"/>`
  const text = legible(word, fitting(CELL, DOT))
  const x = left + Math.round((CELL - text.length * 6 * DOT) / 2)
  const colour = word === 'failed' || word === 'no run' ? colours.bad : colours.soft
  return `${pond}<path fill="${colour}" d="${letterPath(text, x, top + CELL / 2 - 7, DOT)}"/>`
}

/** A frame and a tick: seen without colours too. */
function choiceMark({ choice }: SheetRow, at: number): string {
  if (choice === null) return ''
  const { left, top } = placeOf(at, choice.variation)
  const [x, y] = [left + CELL - 22, top + 22]
  return (
    `<rect x="${left - 4}" y="${top - 4}" width="${CELL + 8}" height="${CELL + 8}" rx="8" fill="none" ` +
    `stroke="${colours.chosen}" stroke-width="6"/><circle cx="${x}" cy="${y}" r="14" fill="${colours.chosen}"/>` +
    `<path d="M${x - 6} ${y}l4 5l8 -9" fill="none" stroke="${colours.onChosen}" stroke-width="3"/>`
  )
}
