import { type Oklch, toHex } from './oklch.ts'

/** The colour of that hue nearest in lightness that passes, calmer where it is dark; the wanted one when none does. */
export function nearestPassing(wanted: Oklch, isGood: (hex: string) => boolean): string {
  for (let step = 0; step <= 0.96; step += 0.02) {
    for (const l of [wanted.l + step, wanted.l - step]) {
      if (l < 0.06 || l > 0.98) continue
      const hex = toHex({ ...wanted, l, c: wanted.c * Math.min(1, 0.5 + l) })
      if (isGood(hex)) return hex
    }
  }
  return toHex(wanted)
}
