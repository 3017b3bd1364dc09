import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Lead, Leaders } from '../../../../api/gateway/models/leader.ts'

const never = new AbortController().signal

class Lanes {
  nowMs = 0
  readonly leaders = new Leaders({ leaderMs: 10_000, now: () => this.nowMs })
  readonly gone: string[] = []
  readonly waited: string[] = []
  readonly leads = new Map<string, Lead>()

  async come(name: string, signal = never): Promise<void> {
    const lead = await this.leaders.enter('prefix', () => this.waited.push(name), signal)
    this.gone.push(name)
    this.leads.set(name, lead)
  }

  /** Lets the promises that are settled by now go on. */
  async of(name: string, what: keyof Lead): Promise<void> {
    this.leads.get(name)?.[what]()
    await vi.advanceTimersByTimeAsync(0)
  }
}

let lanes: Lanes
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  lanes = new Lanes()
})
afterEach(() => {
  vi.useRealTimers()
})

async function four(): Promise<void> {
  for (const name of ['a', 'b', 'c', 'd']) void lanes.come(name)
  await vi.advanceTimersByTimeAsync(0)
}

describe('calls with the same beginning', () => {
  it('wait for the first token of the first', async () => {
    await four()
    expect(lanes.gone).toEqual(['a'])
    expect(lanes.waited).toEqual(['b', 'c', 'd'])
    await lanes.of('a', 'started')
    await lanes.of('a', 'begun')
    expect(lanes.gone).toEqual(['a', 'b', 'c', 'd'])
  })

  it('go at once while the cache keeps it, and begin anew after that', async () => {
    await four()
    await lanes.of('a', 'begun')
    await lanes.of('a', 'end')
    lanes.nowMs += 4 * 60_000
    await lanes.come('e')
    await lanes.of('e', 'begun')
    lanes.nowMs += 4 * 60_000
    await lanes.come('f')
    lanes.nowMs += 5 * 60_000
    await lanes.come('g')
    void lanes.come('h')
    await vi.advanceTimersByTimeAsync(0)

    expect(lanes.gone).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  })

  it('pass the lead on when the leader ends without an answer', async () => {
    await four()
    await lanes.of('a', 'end')
    expect(lanes.gone).toEqual(['a', 'b'])
    await lanes.of('a', 'end')
    expect(lanes.gone).toEqual(['a', 'b'])
    await lanes.of('b', 'end')
    expect(lanes.gone).toEqual(['a', 'b', 'c'])
  })

  it('pass the lead on 10 s after the leader has started', async () => {
    await four()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lanes.gone).toEqual(['a'])
    await lanes.of('a', 'started')
    await vi.advanceTimersByTimeAsync(9_999)
    expect(lanes.gone).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(1)
    expect(lanes.gone).toEqual(['a', 'b'])
    await lanes.of('a', 'begun')
    expect(lanes.gone).toEqual(['a', 'b', 'c', 'd'])
  })

  it('leave the line when they are no longer wanted', async () => {
    const leaver = new AbortController()
    void lanes.come('a')
    const left = lanes.come('b', leaver.signal)
    void lanes.come('c')
    leaver.abort(new Error('cancelled'))
    await expect(left).rejects.toThrow('cancelled')
    await lanes.of('a', 'end')
    expect(lanes.gone).toEqual(['a', 'c'])
  })

  it('are forgotten when nothing is cached and nobody waits', async () => {
    await lanes.come('a')
    await lanes.of('a', 'end')
    expect(lanes.leaders.size).toBe(0)
  })
})
