import { Agent, type Dispatcher } from 'undici'
import { describe, expect, it } from 'vitest'
import { postDelivery } from '../../../api/webhooks/post-delivery.ts'
import { TargetRefusedError } from '../../../api/webhooks/target-rules.ts'

const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']

/** Every connection fails with this. */
const failing = (error: Error): Dispatcher => new Agent({ connect: (_target, callback) => callback(error, null) })

async function post(error: Error, signal = new AbortController().signal) {
  const dispatcher = failing(error)
  try {
    const one = { id: 'm', url: 'http://hooks.example.com/', body: '{}', secrets, at: new Date() }
    return await postDelivery(one, { dispatcher, timeoutMs: 5000, restMs: 1000, signal })
  } finally {
    await dispatcher.destroy()
  }
}

describe('a connection that fails', () => {
  it.each([
    ['ENOTFOUND', 'Its name was not found.'],
    ['EAI_AGAIN', 'Its name was not found.'],
    ['UND_ERR_CONNECT_TIMEOUT', 'No connection came about.'],
    ['ECONNRESET', 'The connection failed (ECONNRESET).'],
  ])('with %s is told as "%s", and where it led is not', async (code, error) => {
    const fault = Object.assign(new Error('connect to 10.1.2.3:80'), { code, address: '10.1.2.3' })
    expect(await post(fault)).toEqual({ status: null, error })
  })

  it('without a code is told as unknown', async () => {
    expect(await post(new Error('10.1.2.3'))).toEqual({ status: null, error: 'The connection failed (unknown).' })
  })

  it('by the rule for targets is told in the words of the rule', async () => {
    expect(await post(new TargetRefusedError('Its name leads inside.'))).toEqual({
      status: null,
      error: 'Its name leads inside.',
    })
  })

  it('because the sender stops is no outcome at all', async () => {
    await expect(post(new Error('cut'), AbortSignal.abort(new Error('the server stops')))).rejects.toThrow()
  })
})
