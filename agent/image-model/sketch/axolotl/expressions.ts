import type { Design } from '#contract/design.ts'

export interface Look {
  /** Closed eyes are a line: bowed up like a laugh, or down like sleep. */
  readonly eye: 'open' | 'laugh' | 'closed'
  readonly size: number
  /** How far the upper lid covers the eye, and how it slants (towards the nose is above 0). */
  readonly lid: number
  readonly slant: number
  /** Where the eye looks, in eye radii. */
  readonly gaze: readonly [number, number]
  readonly glint: 'dot' | 'big' | 'star'
  /** Brows: how high above the eye and how slanted; none at 0 opacity. */
  readonly brow: readonly [lift: number, slant: number, opacity: number]
  /** Raises the near brow alone. */
  readonly isArch: boolean
  readonly mouth: readonly [width: number, depth: number, skew: number]
  readonly blush: number
}

const calm: Look = {
  eye: 'open',
  size: 1,
  lid: 0,
  slant: 0,
  gaze: [0, 0],
  glint: 'dot',
  brow: [0, 0, 0],
  isArch: false,
  mouth: [1, 9, 0],
  blush: 0.5,
}

export const looks: Readonly<Record<Design['expression'], Look>> = {
  beaming: { ...calm, eye: 'laugh', size: 1.15, mouth: [1.24, 14, 0], blush: 0.85 },
  content: calm,
  sleepy: { ...calm, lid: 0.62, mouth: [0.72, 6, 0], blush: 0.45, gaze: [0, 0.2] },
  mischievous: {
    ...calm,
    lid: 0.3,
    slant: 0.5,
    gaze: [-0.25, 0],
    brow: [8, 7, 0.75],
    isArch: true,
    mouth: [1.05, 8, 6],
  },
  proud: { ...calm, eye: 'closed', brow: [12, -2, 0.6], mouth: [1.05, 10, 0], blush: 0.6 },
  shy: {
    ...calm,
    size: 0.95,
    gaze: [0.3, 0.35],
    lid: 0.16,
    slant: -0.4,
    brow: [11, -6, 0.45],
    mouth: [0.46, 5, 0],
    blush: 1,
  },
  awed: { ...calm, size: 1.5, glint: 'big', brow: [17, -2, 0.6], mouth: [0.66, 9, 0], blush: 0.6 },
  determined: { ...calm, lid: 0.24, slant: 0.75, brow: [7.5, 9, 0.9], mouth: [0.92, 4.5, 0], blush: 0.3 },
  wistful: {
    ...calm,
    gaze: [-0.2, -0.35],
    lid: 0.12,
    slant: -0.7,
    brow: [11, -9, 0.6],
    mouth: [0.62, 4, -2],
    blush: 0.35,
  },
  dreamy: { ...calm, size: 1.25, lid: 0.3, gaze: [0.1, -0.1], glint: 'star', mouth: [0.84, 8, 2], blush: 0.8 },
}
