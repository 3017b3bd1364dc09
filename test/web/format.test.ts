import { describe, expect, it } from 'vitest'
import { formatAgo, formatElapsed, pictureFileName } from '../../web/src/format.ts'

describe('formats', () => {
  it.each([
    [-500, '0 s'],
    [0, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [65_000, '1 min 05 s'],
    [3_600_000, '1 h 00 min'],
    [7_380_000, '2 h 03 min'],
  ])('shows %i ms as %s', (ms, shown) => {
    expect(formatElapsed(ms)).toBe(shown)
  })

  const now = Date.parse('2026-11-10T12:00:00.000Z')
  it.each([
    ['2026-11-10T11:59:30.000Z', 'just now'],
    ['2026-11-10T12:00:05.000Z', 'just now'],
    ['2026-11-10T11:56:00.000Z', '4 minutes ago'],
    ['2026-11-10T09:00:00.000Z', '3 hours ago'],
    ['2026-11-09T11:00:00.000Z', 'yesterday'],
    ['2026-10-01T12:00:00.000Z', 'Oct 1, 2026'],
  ])('shows %s as %s', (at, shown) => {
    expect(formatAgo(at, now)).toBe(shown)
  })

  it.each([
    ['Señor Müsli', 0, 'image/png', 'senor-musli-1.png'],
    ['../../etc/passwd', 2, 'image/png', 'etc-passwd-3.png'],
    ['', 1, 'image/webp', 'axolotl-2.webp'],
    ['龍', 1, 'image/png', 'axolotl-2.png'],
  ])('names the picture of %j', (name, index, type, shown) => {
    expect(pictureFileName(name, index, type)).toBe(shown)
  })
})
