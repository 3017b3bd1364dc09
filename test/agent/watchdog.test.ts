import { describe, expect, it } from 'vitest'
import { watchGateway } from '../../agent/watchdog.ts'

const never = new AbortController().signal
const now = () => performance.now()

describe('watchGateway', () => {
  it('stops an attempt that is no longer wanted', async () => {
    const answers = [true, true, false]
    const gateway = { isWanted: async () => answers.shift() ?? true }
    expect(await watchGateway({ gateway, lastContactAt: now, intervalMs: 1 }, never)).toBe('unwanted')
    expect(answers).toEqual([])
  })

  it('gives up when the gateway has been away for too long', async () => {
    const startedAt = now()
    const gateway = { isWanted: () => Promise.reject(new Error('connection refused')) }
    const options = { gateway, lastContactAt: () => startedAt, intervalMs: 5, patienceMs: 40 }
    expect(await watchGateway(options, never)).toBe('gateway-away')
    expect(now() - startedAt).toBeGreaterThanOrEqual(40)
  })

  it('bears with errors as long as something else has contact', async () => {
    let asked = 0
    const controller = new AbortController()
    const gateway = {
      isWanted: () => {
        if (++asked === 20) controller.abort(new Error('enough'))
        return Promise.reject(new Error('busy'))
      },
    }
    const watching = watchGateway({ gateway, lastContactAt: now, intervalMs: 1, patienceMs: 5 }, controller.signal)
    await expect(watching).rejects.toThrow('enough')
  })
})
