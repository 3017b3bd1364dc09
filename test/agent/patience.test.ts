import { describe, expect, it } from 'vitest'
import { CallError, type Trouble } from '../../agent/call-error.ts'
import { createPatience, type PatienceOptions } from '../../agent/patience.ts'

const never = new AbortController().signal
const error = (trouble: Trouble, retryAfterMs: number | null = null) =>
  new CallError(trouble, trouble, { retryAfterMs })

/** How many pauses were granted before the error came back. */
async function pauses(trouble: Trouble, options: PatienceOptions = {}): Promise<number> {
  const patience = createPatience({ firstPauseMs: 1, ...options })
  for (let count = 0; ; count++) {
    const given = error(trouble)
    const gaveUp = await patience.pause(given, never).catch((thrown: unknown) => thrown === given)
    if (gaveUp === true) return count
  }
}

describe('createPatience', () => {
  it.each([
    { trouble: 'busy' as const, count: 5 },
    { trouble: 'cut' as const, count: 5 },
    { trouble: 'silent' as const, count: 1 },
  ])('puts up with $count times $trouble', async ({ trouble, count }) => {
    expect(await pauses(trouble)).toBe(count)
  })

  it('puts up with a gateway that is away for a time, however often it is tried', async () => {
    // a machine under load has time for a few tries only
    expect(await pauses('away', { awayMs: 500, maxTries: 1 })).toBeGreaterThan(1)
  })

  it('waits at least as long as it is asked to', async () => {
    const startedAt = performance.now()
    await createPatience({ firstPauseMs: 1 }).pause(error('busy', 120), never)
    expect(performance.now() - startedAt).toBeGreaterThan(115)
  })

  it('gives up at once on a server that wants to be left alone for too long', async () => {
    const asked = error('busy', 3_600_000)
    await expect(createPatience().pause(asked, never)).rejects.toBe(asked)
  })

  it('stops waiting when aborted', async () => {
    const controller = new AbortController()
    const paused = createPatience().pause(error('busy', 50_000), controller.signal)
    controller.abort(new Error('enough'))
    await expect(paused).rejects.toThrow('enough')
  })
})
