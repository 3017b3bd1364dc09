import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { type Caller, openCaller } from '../../../api/access/caller.ts'
import { OpenStreams } from '../../../api/access/open-streams.ts'

class Connection extends EventEmitter {
  isDestroyed = false

  destroy(): void {
    this.isDestroyed = true
    this.emit('close')
  }
}

const callerOf = (owner: string, keyId: string | null = null): Caller => ({ ...openCaller, owner, keyId })

function enter(streams: OpenStreams, caller: Caller): Connection {
  const connection = new Connection()
  streams.enter(caller, connection)
  return connection
}

describe('open streams', () => {
  it('are so many for each owner, and counted until they close, once', () => {
    const streams = new OpenStreams(2)
    const first = enter(streams, callerOf('ada', 'one'))
    enter(streams, callerOf('ada', 'two'))
    expect(() => enter(streams, callerOf('ada'))).toThrow('At most 2 event streams')
    enter(streams, callerOf('bob'))
    first.emit('close')
    first.emit('close')
    expect([streams.count('ada'), streams.count('bob'), streams.count('eve')]).toEqual([1, 1, 0])
    enter(streams, callerOf('ada'))
    expect(() => enter(streams, callerOf('ada'))).toThrow()
  })

  it('leave nothing to count when all are gone', () => {
    const streams = new OpenStreams(1)
    for (let i = 0; i < 3; i++) {
      enter(streams, callerOf('ada')).emit('close')
      expect(streams.count('ada')).toBe(0)
    }
  })

  it('have no bound unless there is one', () => {
    const streams = new OpenStreams(null)
    for (let i = 0; i < 1000; i++) enter(streams, callerOf('ada'))
    expect(streams.count('ada')).toBe(1000)
  })

  it('are cut when their key is dead', () => {
    const streams = new OpenStreams(null)
    const [dead, alive] = [enter(streams, callerOf('ada', 'dead')), enter(streams, callerOf('ada', 'alive'))]
    streams.cutUnless(({ keyId }) => keyId !== 'dead')
    expect([dead.isDestroyed, alive.isDestroyed, streams.count('ada')]).toEqual([true, false, 1])
  })
})
