import type { HeadView } from './skeleton.ts'

interface EyePlace {
  readonly x: number
  readonly y: number
  /** Horizontal squeeze on the far side of a turned head. */
  readonly squeeze: number
}

export interface FacePlan {
  readonly eyes: readonly EyePlace[]
  readonly mouth: readonly [left: number, right: number, y: number]
  readonly blush: readonly EyePlace[]
  readonly nostrils: readonly (readonly [number, number])[]
}

/** Where a face lies on a head that is 100 wide. */
export const facePlans: Readonly<Record<HeadView, FacePlan>> = {
  front: {
    eyes: [
      { x: -31, y: 0, squeeze: 1 },
      { x: 31, y: 0, squeeze: 1 },
    ],
    mouth: [-25, 25, 11],
    blush: [
      { x: -37, y: 14, squeeze: 1 },
      { x: 37, y: 14, squeeze: 1 },
    ],
    nostrils: [
      [-5, 4],
      [5, 4],
    ],
  },
  turned: {
    eyes: [
      { x: -40, y: 1, squeeze: 0.76 },
      { x: 14, y: 0, squeeze: 1 },
    ],
    mouth: [-43, 9, 12],
    blush: [
      { x: -45, y: 14, squeeze: 0.6 },
      { x: 24, y: 15, squeeze: 1 },
    ],
    nostrils: [
      [-26, 5],
      [-17, 5],
    ],
  },
  side: {
    eyes: [{ x: -22, y: -2, squeeze: 0.94 }],
    mouth: [-54, -10, 12],
    blush: [{ x: -9, y: 13, squeeze: 1 }],
    nostrils: [[-46, 1]],
  },
  above: {
    eyes: [
      { x: -35, y: -4, squeeze: 0.94 },
      { x: 35, y: -4, squeeze: 0.94 },
    ],
    mouth: [-24, 24, 16],
    blush: [
      { x: -35, y: 11, squeeze: 1 },
      { x: 35, y: 11, squeeze: 1 },
    ],
    nostrils: [
      [-5, 11],
      [5, 11],
    ],
  },
}
