import { describe, expect, it } from 'vitest'
import { errorOfRefusal } from '../../agent/refusal.ts'

const problem = (more: object = {}) => JSON.stringify({ type: 'about:blank', title: 'No', detail: 'not now', ...more })
const ollama = JSON.stringify({ error: 'model "x" not found, try pulling it first' })
const claude = JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })
const page = '<html>502 Bad Gateway</html>'

describe('errorOfRefusal', () => {
  it.each([
    { what: 'the budget', status: 402, text: problem(), reason: 'budget', trouble: undefined },
    { what: 'a dead token', status: 401, text: problem(), reason: 'internal', trouble: undefined },
    { what: 'an attempt that is not wanted', status: 403, text: problem(), reason: 'internal', trouble: undefined },
    { what: 'a known call', status: 409, text: problem(), reason: 'internal', trouble: undefined },
    { what: 'a bad body', status: 422, text: problem(), reason: 'internal', trouble: undefined },
    { what: 'a busy gateway', status: 429, text: problem(), reason: 'model-unavailable', trouble: 'busy' },
    { what: 'a back-end that broke', status: 502, text: problem(), reason: 'model-unavailable', trouble: 'busy' },
    {
      what: 'a problem that says it lasts',
      status: 502,
      text: problem({ isRetryable: false, reason: 'model-unavailable' }),
      reason: 'model-unavailable',
      trouble: undefined,
    },
    {
      what: 'a problem with a reason of its own',
      status: 503,
      text: problem({ isRetryable: true, reason: 'storage' }),
      reason: 'storage',
      trouble: 'busy',
    },
    { what: 'a missing model', status: 404, text: ollama, reason: 'model-unavailable', trouble: undefined },
    { what: 'an overloaded model', status: 529, text: claude, reason: 'model-unavailable', trouble: 'busy' },
    { what: 'a proxy without a gateway', status: 502, text: page, reason: 'model-unavailable', trouble: 'away' },
    { what: 'a proxy that is busy', status: 503, text: page, reason: 'model-unavailable', trouble: 'busy' },
    { what: 'an empty refusal', status: 400, text: '', reason: 'model-unavailable', trouble: undefined },
  ])('knows $what ($status)', ({ status, text, reason, trouble }) => {
    const error = errorOfRefusal({ status, retryAfterMs: 1500, text })
    expect(error).toMatchObject({ reason, isRetryable: trouble !== undefined })
    if (trouble !== undefined) expect(error).toMatchObject({ trouble, retryAfterMs: 1500 })
    expect(error.message).toContain(String(status))
  })

  it('hands on what was said, on one line and not without end', () => {
    const said = problem({ detail: `a\n${'b'.repeat(5000)}` })
    const { message } = errorOfRefusal({ status: 422, retryAfterMs: null, text: said })
    expect(message).toContain('422: a bbb')
    expect(message.length).toBeLessThan(400)
  })
})
