import { readFileSync } from 'node:fs'

/** The version in package.json, which is the only place that states it. Our own file, so no schema delays the start. */
export function readVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version
}
