import { existsSync } from 'node:fs'

/** Path of the browser that the browser tests drive: `CHROMIUM`, else where distributions put it; null when there is none. */
export function findChromium(): string | null {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  return places.find((path) => path !== undefined && existsSync(path)) ?? null
}
