import { EventEmitter } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { Waits } from '../../../api/plugins/prefer-wait.ts'

/** A call that asks for a wait, and what its answer has been given. */
function callWith(prefer: string | undefined) {
  const raw = new EventEmitter()
  const headers: Record<string, string> = {}
  const reply = { raw, header: (name: string, value: string) => Object.assign(headers, { [name]: value }) }
  return {
    raw,
    headers,
    request: { headers: { prefer } } as unknown as FastifyRequest,
    reply: reply as unknown as FastifyReply,
  }
}

const untilAborted = (_ms: number, signal: AbortSignal) =>
  new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(false)))
const never = () => Promise.reject(new Error('it was held'))

describe('held calls', () => {
  it('are a thousand at most; who comes then is answered at once', async () => {
    const waits = new Waits()
    const held = Array.from({ length: 1000 }, () => {
      const { request, reply } = callWith('wait=5')
      return waits.hold(request, reply, untilAborted)
    })
    const { request, reply, headers } = callWith('wait=5')

    expect(await waits.hold(request, reply, never)).toBeNull()
    expect([headers, waits.size]).toEqual([{}, 1000])
    waits.stop()
    expect(new Set(await Promise.all(held))).toEqual(new Set([false]))
    expect(waits.size).toBe(0)
  })

  it('leave nothing behind, however their wait ends', async () => {
    const waits = new Waits()
    const done = callWith('wait=5')
    const left = callWith('wait=5')
    const failed = callWith('wait=5')
    const leaving = waits.hold(left.request, left.reply, untilAborted)
    left.raw.emit('close')

    expect(await leaving).toBe(false)
    expect(await waits.hold(done.request, done.reply, async (ms) => ms === 5000)).toBe(true)
    await expect(waits.hold(failed.request, failed.reply, never)).rejects.toThrow('it was held')
    expect(waits.size).toBe(0)
    for (const { raw } of [done, left, failed]) expect(raw.listenerCount('close')).toBe(0)
    expect([done.headers, failed.headers]).toEqual([{ 'preference-applied': 'wait=5' }, {}])
  })

  it('are none on a server that stops, and none of who asks for no wait', async () => {
    const waits = new Waits()
    const none = callWith(undefined)
    expect(await waits.hold(none.request, none.reply, never)).toBeNull()
    waits.stop()
    const late = callWith('wait=5')
    expect(await waits.hold(late.request, late.reply, never)).toBeNull()
  })
})
