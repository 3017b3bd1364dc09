import { describe, expect, it } from 'vitest'
import { ShownKeys } from '../../../api/access/shown-keys.ts'

describe('the text of a key just made', () => {
  it('is shown again for ten minutes, and then told to be gone', () => {
    const shown = new ShownKeys()
    shown.keep('one', 'text', 0)
    expect(shown.again('one', 599_999)).toBe('text')
    expect(() => shown.again('one', 600_000)).toThrow(/^This call has made key one, whose text is shown only once/)
    expect(() => shown.again('two', 0)).toThrow()
  })

  it('makes room for others', () => {
    const shown = new ShownKeys()
    for (let i = 0; i < 1001; i++) shown.keep(`key-${i}`, 'text', 0)
    expect(() => shown.again('key-0', 0)).toThrow()
    expect(shown.again('key-1', 0)).toBe('text')
  })
})
