import { describe, expect, it } from 'vitest'
import { appendLog, type LogEntry, visible } from '../../../web/src/run/lane-text.ts'

describe('the text of a lane', () => {
  it('keeps the last log lines only', () => {
    let log: readonly LogEntry[] = []
    for (let i = 0; i < 2000; i++) log = appendLog(log, { text: `${i}` })
    expect(log.length).toBeLessThanOrEqual(500)
    expect(log.at(-1)).toEqual({ text: '1999' })
  })

  it('cuts a line that is too long', () => {
    const [entry] = appendLog([], { text: 'x'.repeat(100_000) })
    expect(entry).toEqual({ text: 'x'.repeat(2000) })
  })

  it.each([
    ['plain text\nand\ttabs', 'plain text\nand\ttabs'],
    ['\u001b[31mred', '\u241b[31mred'],
    ['nul \u0000', 'nul \u2400'],
    ['line\r\n', 'line\n'],
    ['evil \u202etxt', 'evil \u2421txt'],
  ])('shows %j as %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })
})
