import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Frames, SharedLog } from '../../../api/stream/shared-log.ts'

/** A log in memory that counts what it is asked. */
class CountingLog {
  readonly events: string[] = []
  readonly wakes = new Set<() => void>()
  reads = 0

  read(_logId: string, after: number): Frames | null {
    this.reads++
    const missing = this.events.slice(after)
    return missing.length === 0 ? null : { bytes: Buffer.from(missing.join('')), lastSeq: this.events.length }
  }

  subscribe(_logId: string, wake: () => void): () => void {
    this.wakes.add(wake)
    return () => this.wakes.delete(wake)
  }

  commit(...events: string[]): void {
    this.events.push(...events)
    for (const wake of this.wakes) wake()
  }
}

/** Reads to the head each time it is woken. */
class Follower {
  after = 0
  wakeCount = 0
  text = ''
  readonly #shared: SharedLog

  constructor(shared: SharedLog) {
    this.#shared = shared
  }

  wake(): void {
    this.wakeCount++
    for (;;) {
      const frames = this.#shared.read('log', this.after, 1000)
      if (frames === null) return
      this.text += frames.bytes.toString()
      this.after = frames.lastSeq
    }
  }
}

let log: CountingLog
let shared: SharedLog
let followers: Follower[]

beforeEach(() => {
  log = new CountingLog()
  shared = new SharedLog(log)
  followers = Array.from({ length: 100 }, () => new Follower(shared))
  for (const follower of followers) shared.watch('log', follower)
})

describe('a log with many readers', () => {
  it('is subscribed to once and let go with the last of them', () => {
    expect(log.wakes.size).toBe(1)
    for (const follower of followers.slice(1)) shared.unwatch('log', follower)
    expect(log.wakes.size).toBe(1)
    shared.unwatch('log', followers[0] ?? new Follower(shared))
    expect(log.wakes.size).toBe(0)
  })

  it('wakes each once for all commits of a tick', async () => {
    log.commit('a')
    log.commit('b')
    log.commit('c')
    await setImmediate()
    expect(followers.map((follower) => [follower.wakeCount, follower.text])).toEqual(Array(100).fill([1, 'abc']))
  })

  it('is read once for those who stand at the same place', async () => {
    log.commit('a', 'b')
    await setImmediate()
    expect(log.reads).toBe(2)
  })

  it('gives everyone everything wherever they stand', async () => {
    log.events.push('a', 'b', 'c')
    followers.forEach((follower, i) => {
      follower.after = i % 4
    })
    log.commit('d')
    await setImmediate()
    expect(followers.map((follower) => follower.text)).toEqual(followers.map((_, i) => 'abcd'.slice(i % 4)))
  })

  it('remembers nothing between rounds', async () => {
    log.commit('a')
    await setImmediate()
    log.commit('b')
    await setImmediate()
    expect(followers.every((follower) => follower.text === 'ab')).toBe(true)
  })

  it('wakes nobody who has left meanwhile', async () => {
    log.commit('a')
    for (const follower of followers) shared.unwatch('log', follower)
    await setImmediate()
    expect(followers.every((follower) => follower.wakeCount === 0)).toBe(true)
  })
})
