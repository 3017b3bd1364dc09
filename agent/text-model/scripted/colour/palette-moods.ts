import type { PaletteMood } from '#contract/directions.ts'

/** How a palette leans. Hues in OKLCH degrees (20 red, 60 orange, 100 yellow, 145 green, 195 teal, 255 blue, 305 violet, 350 pink). */
export interface PaletteRecipe {
  /** Hue of the dominant, and how far siblings may drift from it to either side. */
  readonly hue: number
  readonly drift: number
  readonly chroma: number
  /** Steps round the colour wheel from the dominant: analogous, split, triad or complement. */
  readonly support: number
  readonly accent: number
  /** Added to the lightness of the dominant. */
  readonly lift: number
}

export const paletteRecipes: Readonly<Record<PaletteMood, PaletteRecipe>> = {
  warm: { hue: 45, drift: 26, chroma: 0.12, support: 30, accent: 165, lift: 0 },
  cool: { hue: 238, drift: 28, chroma: 0.1, support: -35, accent: 170, lift: 0 },
  night: { hue: 282, drift: 34, chroma: 0.1, support: -50, accent: 165, lift: -0.06 },
  pastel: { hue: 180, drift: 180, chroma: 0.07, support: 60, accent: 180, lift: 0.06 },
  jewel: { hue: 255, drift: 110, chroma: 0.15, support: 120, accent: -120, lift: -0.04 },
  earth: { hue: 65, drift: 28, chroma: 0.085, support: -35, accent: 130, lift: -0.02 },
  candy: { hue: 345, drift: 60, chroma: 0.14, support: 150, accent: 105, lift: 0.05 },
  sunset: { hue: 22, drift: 32, chroma: 0.14, support: -65, accent: 60, lift: 0.02 },
  sea: { hue: 212, drift: 26, chroma: 0.1, support: -40, accent: 190, lift: 0 },
  ice: { hue: 232, drift: 26, chroma: 0.07, support: 55, accent: 130, lift: 0.05 },
  botanical: { hue: 150, drift: 28, chroma: 0.09, support: -45, accent: 225, lift: -0.02 },
  neon: { hue: 300, drift: 60, chroma: 0.13, support: 150, accent: -150, lift: -0.12 },
  sepia: { hue: 70, drift: 14, chroma: 0.065, support: 12, accent: -40, lift: -0.02 },
  noir: { hue: 290, drift: 80, chroma: 0.04, support: 60, accent: 95, lift: -0.08 },
  rose: { hue: 2, drift: 24, chroma: 0.1, support: 65, accent: 175, lift: -0.02 },
  festival: { hue: 180, drift: 180, chroma: 0.16, support: 120, accent: -120, lift: 0.03 },
}
