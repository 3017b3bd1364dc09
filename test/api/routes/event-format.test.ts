import { describe, expect, it } from 'vitest'
import { formatFor, ndjson, sse } from '../../../api/routes/event-format.ts'

describe('the form of a stream', () => {
  it.each([
    [undefined, sse],
    ['', sse],
    ['*/*', sse],
    ['text/*', sse],
    ['text/event-stream', sse],
    ['TEXT/Event-Stream', sse],
    ['text/html,application/xhtml+xml,*/*;q=0.8', sse],
    ['application/x-ndjson', ndjson],
    ['application/*', ndjson],
    ['application/x-ndjson, */*', ndjson],
    ['application/x-ndjson;q=0.4, text/event-stream;q=0.5', sse],
    ['application/x-ndjson, text/event-stream', sse],
    ['text/event-stream;q=0, */*', ndjson],
    ['text/event-stream;q=0', null],
    ['application/json', null],
    ['image/*', null],
    ['*/*;q=0', null],
    ['text/event-stream;q=banana', null],
    [',;,', null],
  ])('for Accept: %s is chosen by its weights', (accept, format) => {
    expect(formatFor(accept)).toBe(format)
  })
})
