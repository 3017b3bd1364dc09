import type { Design } from '#contract/design.ts'

type Time = Design['light']['time']
type Source = Design['light']['source']

export const timeWords: Readonly<Record<Time, string>> = {
  dawn: 'dawn, sunrise, daybreak, early morning, morning, first light, breakfast',
  day: 'day, daytime, noon, midday, sunny, daylight, summer, afternoon, lunch, bright, spring',
  'golden-hour': 'golden hour, late afternoon, low sun, autumn light',
  dusk: 'dusk, sunset, twilight, evening, nightfall, blue hour, dinner, gloaming',
  night:
    'night, midnight, nighttime, nocturnal, moonlit, moonlight, starlit, dark, starry night, bedtime, after dark, late night',
}

export const sourceWords: Readonly<Record<Source, string>> = {
  sun: 'sun, sunlight, sunshine, sunny, sunlit, sunrise, sunset',
  moon: 'moonlight, moonlit, moonshine, moonbeam',
  lantern: 'lantern light, lamplight, lamplit, street light, streetlight',
  candle: 'candlelight, candlelit, candles, by candlelight',
  glow: 'glow, glowing, bioluminescent, luminous, aurora, northern lights, spotlight, fireflies, glowing mushrooms',
  neon: 'neon, neon light, neon lights, neon sign, cyberpunk',
  fire: 'fire, firelight, campfire, fireplace, bonfire, hearth, lava, volcano, flames',
  window: 'window, skylight, window light, stained glass window, porthole',
}
