import { vi } from 'vitest'

/** Waits until a check of the page passes; as patient as the browser's own waiting, for machines under load. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000, interval: 100 })
}
