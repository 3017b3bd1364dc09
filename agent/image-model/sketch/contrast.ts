const channel = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

export type Rgb = readonly [red: number, green: number, blue: number]

/** The channels of `#rrggbb`, 0 to 255. */
export const rgbOf = (hex: string): Rgb => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
]

export const hexOf = (rgb: Rgb) =>
  `#${rgb
    .map((value) =>
      Math.round(Math.max(0, Math.min(255, value)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`

/** Relative luminance as WCAG 2 defines it, 0 to 1. */
export function luminance(hex: string): number {
  const [red, green, blue] = rgbOf(hex)
  return 0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255)
}

/** Contrast ratio as WCAG 2 defines it, 1 to 21. */
export function contrast(first: string, second: string): number {
  const [high, low] = [Math.max(luminance(first), luminance(second)), Math.min(luminance(first), luminance(second))]
  return (high + 0.05) / (low + 0.05)
}

/** What is seen when `over` lies on `under` with some opacity. */
export function blend(under: string, over: string, opacity: number): string {
  const [a, b] = [rgbOf(under), rgbOf(over)]
  const mixed = a.map((value, index) => value + ((b[index] ?? 0) - value) * opacity)
  return hexOf([mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0])
}
