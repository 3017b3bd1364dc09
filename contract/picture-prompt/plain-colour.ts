const hueNames: readonly (readonly [until: number, name: string])[] = [
  [14, 'red'],
  [40, 'orange'],
  [62, 'golden yellow'],
  [80, 'lime'],
  [160, 'green'],
  [192, 'teal'],
  [250, 'blue'],
  [290, 'violet'],
  [335, 'magenta'],
  [360, 'red'],
]

/** A colour in one to three everyday words from a closed list, e.g. "deep blue"; names in a design are free text and stay out. */
export function plainColour(hex: string): string {
  const value = Number.parseInt(hex.slice(1), 16)
  const channels: readonly [number, number, number] = [
    (value >> 16) / 255,
    ((value >> 8) & 255) / 255,
    (value & 255) / 255,
  ]
  const most = Math.max(...channels)
  const least = Math.min(...channels)
  const lightness = (most + least) / 2
  const spread = most - least
  if (lightness < 0.09) return 'near-black'
  if (lightness > 0.93) return 'off-white'
  if (spread < 0.1) return lightness > 0.7 ? 'pale grey' : lightness < 0.32 ? 'charcoal' : 'grey'
  return shadeOf(hueOf(channels, most, spread), lightness, spread)
}

function hueOf([r, g, b]: readonly [number, number, number], most: number, spread: number): number {
  const sector = most === r ? ((g - b) / spread) % 6 : most === g ? (b - r) / spread + 2 : (r - g) / spread + 4
  return (sector * 60 + 360) % 360
}

function shadeOf(hue: number, lightness: number, spread: number): string {
  const name = hueNames.find(([until]) => hue < until)?.[1] ?? 'red'
  if (name === 'orange' && lightness < 0.42) return lightness < 0.22 ? 'dark brown' : 'brown'
  if ((name === 'red' || name === 'magenta') && lightness > 0.68) return 'soft pink'
  if (lightness < 0.28) return `deep ${name}`
  if (lightness > 0.76) return `pale ${name}`
  return spread < 0.3 ? `muted ${name}` : name
}
