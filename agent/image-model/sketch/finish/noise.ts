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
    smooth: (x, y) => {
      const [left, top] = [Math.floor(x), Math.floor(y)]
      const [u, v] = [x - left, y - top]
      const [s, t] = [u * u * (3 - 2 * u), v * v * (3 - 2 * v)]
      const upper = cell(left, top) * (1 - s) + cell(left + 1, top) * s
      const lower = cell(left, top + 1) * (1 - s) + cell(left + 1, top + 1) * s
      return upper * (1 - t) + lower * t
    },
  }
}
