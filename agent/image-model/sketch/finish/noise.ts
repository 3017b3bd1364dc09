import { createRandom } from '../random.ts'

const side = 256
const mask = side - 1

/** Repeatable noise in [0, 1): `grain` differs at every pixel, `smooth` flows between whole numbers. */
export interface Noise {
  grain(x: number, y: number): number
  smooth(x: number, y: number): number
}

export function createNoise(label: string): Noise {
  const random = createRandom(0, `noise/${label}`)
  const cells = Float32Array.from({ length: side * side }, () => random.next())
  const cell = (x: number, y: number) => cells[((y & mask) << 8) | (x & mask)] ?? 0
  return {
    grain: cell,
    // Plain numbers, no tuples: this runs some ten million times a picture.
    smooth: (x, y) => {
      const left = Math.floor(x)
      const top = Math.floor(y)
      const u = x - left
      const v = y - top
      const s = u * u * (3 - 2 * u)
      const upperRow = (top & mask) << 8
      const lowerRow = ((top + 1) & mask) << 8
      const from = left & mask
      const to = (left + 1) & mask
      const a = cells[upperRow | from] ?? 0
      const b = cells[lowerRow | from] ?? 0
      const upper = a + ((cells[upperRow | to] ?? 0) - a) * s
      const lower = b + ((cells[lowerRow | to] ?? 0) - b) * s
      return upper + (lower - upper) * v * v * (3 - 2 * v)
    },
  }
}
