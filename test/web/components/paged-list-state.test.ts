import { describe, expect, it } from 'vitest'
import { createPagedList, type PageQuery } from '../../../web/src/components/paged-list-state.ts'

interface Entry {
  readonly id: string
  readonly state: 'running' | 'ended'
}

const PAGE_SIZE = 2

/** Newest first: the numbers fall, and ids are as wide as their largest. */
function entries(from: number, to: number, state: Entry['state'] = 'ended'): Entry[] {
  return Array.from({ length: from - to + 1 }, (_, at) => ({ id: String(from - at).padStart(3, '0'), state }))
}

/** A server's list whose answers can be held back or refused. */
function fakeList(all: Entry[]) {
  const server = { all, asked: [] as PageQuery[], fault: null as Error | null, gate: Promise.resolve() }
  const list = createPagedList<Entry>({
    pageSize: PAGE_SIZE,
    isLive: ({ state }) => state === 'running',
    async load(query) {
      server.asked.push(query)
      const { fault, gate, all: now } = server
      await gate
      if (fault) throw fault
      const start = query.cursor === null ? 0 : now.findIndex(({ id }) => id < (query.cursor ?? ''))
      const data = now.slice(start, start + query.limit)
      const isLast = start + data.length >= now.length
      return { data, nextCursor: isLast ? null : (data.at(-1)?.id ?? null) }
    },
  })
  return { server, list, shown: () => list.items.value?.map(({ id }) => Number(id)) ?? null }
}

function gate(): { promise: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, open: resolve }
}

describe('a list that is loaded by pages', () => {
  it('grows until all is there', async () => {
    const { list, shown } = fakeList(entries(5, 1))
    expect(shown()).toBeNull()
    await list.reload()
    expect(shown()).toEqual([5, 4])
    await list.more()
    await list.more()
    expect([shown(), list.nextCursor.value]).toEqual([[5, 4, 3, 2, 1], null])
  })

  it('shows the answer to the last question, in whatever order they come', async () => {
    const { server, list, shown } = fakeList(entries(2, 1))
    const slow = gate()
    server.gate = slow.promise
    const first = list.reload()
    server.gate = Promise.resolve()
    server.all = entries(9, 8)
    await list.reload()
    slow.open()
    await first
    expect(shown()).toEqual([9, 8])
  })

  it('keeps what it has when more cannot be loaded, and says why', async () => {
    const { server, list, shown } = fakeList(entries(4, 1))
    await list.reload()
    server.fault = new Error('cut')
    await list.more()
    expect([shown(), list.fault.value !== null, list.isLoadingMore.value]).toEqual([[4, 3], true, false])
    server.fault = null
    await list.more()
    expect([shown(), list.fault.value]).toEqual([[4, 3, 2, 1], null])
  })

  it('shows nothing of an earlier search beside a fault', async () => {
    const { server, list, shown } = fakeList(entries(4, 1))
    await list.reload()
    server.fault = new Error('cut')
    await list.reload()
    expect([shown(), list.fault.value !== null]).toEqual([null, true])
  })
})

describe('a list with something under way', () => {
  it('is renewed as far as it is shown, with what is new on top', async () => {
    const { server, list, shown } = fakeList(entries(5, 1, 'running'))
    await list.reload()
    await list.more()
    server.all = [...entries(6, 6), ...entries(5, 1)]
    await list.refresh()
    expect(shown()).toEqual([6, 5, 4, 3, 2])
    expect(list.items.value?.filter(({ state }) => state === 'ended').length).toBe(4)
    expect(server.asked.at(-1)).toEqual({ limit: 4, cursor: null })
    await list.more()
    expect(shown()).toEqual([6, 5, 4, 3, 2, 1])
  })

  it('is not asked for when nothing can change, nor in the way of another question', async () => {
    const ended = fakeList(entries(2, 1))
    await ended.list.refresh()
    await ended.list.reload()
    await ended.list.refresh()
    expect(ended.server.asked).toHaveLength(1)

    const busy = fakeList(entries(4, 1, 'running'))
    await busy.list.reload()
    const slow = gate()
    busy.server.gate = slow.promise
    const more = busy.list.more()
    await busy.list.refresh()
    slow.open()
    await more
    expect(busy.shown()).toEqual([4, 3, 2, 1])
  })

  it('says nothing of a renewal that failed', async () => {
    const { server, list, shown } = fakeList(entries(2, 1, 'running'))
    await list.reload()
    server.fault = new Error('cut')
    await list.refresh()
    expect([shown(), list.fault.value]).toEqual([[2, 1], null])
  })
})
