import { describe, expect, it } from 'vitest'
import { fairOrder, type Turns } from '../../../api/orchestrator/fair-order.ts'
import type { StoredAttempt } from '../../../api/store/attempt-store.ts'

/** `<owner><run><lane>`, e.g. `a10`: owner a, run 1, lane 0; older runs have lower numbers. */
function attempt(name: string, given: Partial<StoredAttempt> = {}): StoredAttempt {
  const [owner = '', run = '', lane = ''] = name
  return {
    id: name,
    owner,
    runId: `${owner}${run}`,
    batchId: null,
    index: Number(lane),
    number: 1,
    designer: 'scripted',
    renderer: 'sketch',
    model: null,
    priority: 0,
    desired: 'running',
    state: 'queued',
    stopReason: null,
    claimedAt: null,
    queuedAt: `2026-01-01T00:00:00.00${run}Z`,
    startedAt: null,
    endedAt: null,
    cursor: null,
    lastN: 0,
    finish: null,
    tokenSha256: null,
    isTokenUsed: false,
    isRemoved: false,
    ...given,
  }
}

const noTurns = { owners: new Map(), runs: new Map() }

const order = (queued: readonly StoredAttempt[], active: readonly StoredAttempt[] = [], turns: Turns = noTurns) =>
  fairOrder(queued, active, turns, 100).map(({ id }) => id)

const named = (names: string, given: Partial<StoredAttempt> = {}) =>
  names === '' ? [] : names.split(' ').map((name) => attempt(name, given))

describe('the order of the queue', () => {
  const rows: readonly [what: string, queued: string, active: string, ordered: string][] = [
    ['is empty when nothing waits', '', 'a10', ''],
    ['is by lane in a run', 'a12 a10 a11', '', 'a10 a11 a12'],
    ['is in turn between runs', 'a10 a11 a12 a20 a21', '', 'a10 a20 a11 a21 a12'],
    ['is in turn between owners, then runs', 'a10 a11 a20 b10 b11', '', 'a10 b10 a20 b11 a11'],
    ['starts with the run that runs least', 'a12 a20 a21', 'a10 a11', 'a20 a21 a12'],
    ['starts with the owner that runs least', 'a12 b10 b11', 'a10 a11', 'b10 b11 a12'],
  ]

  it.each(rows)('%s', (_what, queued, active, ordered) => {
    expect(order(named(queued), named(active)).join(' ')).toBe(ordered)
  })

  it('is by lane even where the ids of one instant say otherwise', () => {
    const queued = [attempt('a10', { id: 'z' }), attempt('a11', { id: 'y' }), attempt('a12', { id: 'x' })]

    expect(order(queued)).toEqual(['z', 'y', 'x'])
  })

  it('puts a higher priority before everything, and is fair inside it', () => {
    const urgent = named('b10 b11 c10', { priority: 5 })

    expect(order([...named('a10 a11'), ...urgent], named('b12')).join(' ')).toBe('c10 b10 b11 a10 a11')
  })

  it('gives the next turn to the run whose last one is longest ago, though nothing of it runs', () => {
    const turns = {
      owners: new Map([['a', 2]]),
      runs: new Map([
        ['a1', 2],
        ['a2', 1],
      ]),
    }

    expect(order(named('a11 a12 a21 a22'), [], turns).join(' ')).toBe('a21 a11 a22 a12')
    expect(order(named('a11 a12 a21 a22 a30'), [], turns).join(' ')).toBe('a30 a21 a11 a22 a12')
    expect(order(named('a11 b10'), [], turns).join(' ')).toBe('b10 a11')
  })

  it('is found at once for sixteen thousand that wait', () => {
    const queued = Array.from({ length: 16_000 }, (_, i) =>
      attempt('', { id: `${i}`, owner: 'local', runId: `run-${Math.floor(i / 16)}`, index: i % 16, queuedAt: '' }),
    )
    const startedAt = performance.now()

    expect(order(queued)).toHaveLength(16_000)
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })
})
