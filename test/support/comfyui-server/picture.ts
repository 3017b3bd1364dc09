import { createHash } from 'node:crypto'
import type { Pixels } from './png.ts'

/** What an image of the graph is made of; the pixels follow from it. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** The positive prompt. */
  readonly text: string
  readonly seed: number
}

const CELLS = 8

/** A mirrored mosaic whose colours and cells follow from the text and the seed. Cheap, also at 1024 x 1024. */
export function paint({ width, height, text, seed }: Picture): Pixels {
  const hash = createHash('sha256').update(`${seed}\n${text}`).digest()
  const rgb = Buffer.alloc(width * height * 3)
  let last = { cell: -1, at: 0 }
  for (let y = 0; y < height; y++) {
    const cell = Math.floor((y * CELLS) / height)
    const at = y * width * 3
    if (cell === last.cell) rgb.copyWithin(at, last.at, last.at + width * 3)
    else paintRow(rgb, at, width, (column) => colourOf(hash, cell, column))
    last = { cell, at }
  }
  return { width, height, rgb }
}

function paintRow(rgb: Buffer, at: number, width: number, colour: (column: number) => Buffer): void {
  for (let x = 0; x < width; x++) {
    const column = Math.floor((x * CELLS) / width)
    colour(Math.min(column, CELLS - 1 - column)).copy(rgb, at + x * 3)
  }
}

/** One of four colours: the first twelve bytes of the hash; the rest says where they go. */
function colourOf(hash: Buffer, row: number, column: number): Buffer {
  const bits = hash[12 + (((row * CELLS) / 2 + column) % 20)] ?? 0
  const index = (bits >> ((row % 4) * 2)) & 3
  return hash.subarray(index * 3, index * 3 + 3)
}
