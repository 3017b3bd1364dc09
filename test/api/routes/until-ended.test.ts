import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Ending, untilEnded } from '../../../api/routes/until-ended.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Something that ends when it is told to; `listeners` are those who wait for it. */
function openEnding() {
  const listeners = new Set<() => void>()
  const state = { isOver: false, asked: 0 }
  const ending: Ending = {
    async isEnded() {
      state.asked += 1
      return state.isOver
    },
    subscribe(wake) {
      listeners.add(wake)
      return () => listeners.delete(wake)
    },
  }
  const wake = () => {
    for (const listener of listeners) listener()
  }
  return { ending, listeners, state, wake }
}

const running = new AbortController().signal

describe('the wait for an end', () => {
  it('is over with it, and with nothing that only happens before', async () => {
    const { ending, listeners, state, wake } = openEnding()
    const waiting = untilEnded(ending, 1000, running)
    wake()
    await vi.waitFor(() => expect(state.asked).toBe(2), { timeout: 15_000 })
    state.isOver = true
    wake()

    expect(await waiting).toBe(true)
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0])
  })

  it('misses no end that comes during the question', async () => {
    const { ending, state, wake } = openEnding()
    const isEnded = async () => {
      const { isOver } = state
      if (!isOver) {
        state.isOver = true
        wake()
      }
      return isOver
    }

    expect(await untilEnded({ ...ending, isEnded }, 1000, running)).toBe(true)
  })

  it('is given up after its time', async () => {
    const { ending, listeners } = openEnding()
    const waiting = untilEnded(ending, 1000, running)
    vi.advanceTimersByTime(1000)

    expect(await waiting).toBe(false)
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0])
  })

  it.each(['before', 'during'])('is given up by a signal that comes %s it', async (when) => {
    const { ending, listeners } = openEnding()
    const leaving = new AbortController()
    if (when === 'before') leaving.abort()
    const waiting = untilEnded(ending, 1000, leaving.signal)
    leaving.abort()

    expect(await waiting).toBe(false)
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0])
  })

  it('leaves nothing behind where the question cannot be answered', async () => {
    const { ending, listeners } = openEnding()
    const isEnded = () => Promise.reject(new Error('it is gone'))

    await expect(untilEnded({ ...ending, isEnded }, 1000, running)).rejects.toThrow('it is gone')
    expect([listeners.size, vi.getTimerCount()]).toEqual([0, 0])
  })
})
