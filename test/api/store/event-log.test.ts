import { setTimeout as delay } from 'node:timers/promises'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenStore } from '../../../api/store/open-store.ts'
import { packEvent, packEvents, packThought } from '../../../api/store/packed-events.ts'
import { cutSegments, offsetAfter, packFrames, unpackFrames } from '../../../api/store/writer/segment.ts'
import { encodeFrame, envelopeTail } from '../../../api/stream/frame.ts'
import { createRun, openTestStore, startAttempt, type TestStore } from '../../support/test-store.ts'

let opened: TestStore
let store: OpenStore
beforeAll(async () => {
  opened = await openTestStore()
  store = opened.store
})
afterAll(() => opened.close())

/** A run that prints: each call commits one batch. */
async function printer() {
  const { id } = await createRun(store)
  const attempt = await startAttempt(store, id)
  let cursor: string | null = null
  return {
    id,
    async print(texts: string[]) {
      const place = { run: id, variation: 0, attempt: 1, at: '2026-01-02T03:04:05.678Z' }
      const packed = packEvents(texts.map((text) => packEvent('log', { text })))
      const to: string = JSON.stringify({ offset: Number(cursor?.slice(10, -1) ?? 0) + 1 })
      const isTaken = await store.attempts.ingest({
        attemptId: attempt.id,
        place,
        from: cursor,
        to,
        lastN: 0,
        packed,
        design: null,
      })
      if (!isTaken) throw new Error('refused')
      cursor = to
    },
  }
}

function readAll(logId: string, after: number, maxBytes: number): Buffer {
  const parts: Buffer[] = []
  for (
    let batch = store.log.read(logId, after, maxBytes);
    batch !== null;
    batch = store.log.read(logId, after, maxBytes)
  ) {
    expect(batch.firstSeq).toBe(after + 1)
    parts.push(batch.bytes)
    after = batch.lastSeq
  }
  return Buffer.concat(parts)
}

describe('the log', () => {
  it('gives the same bytes from every seq on, from memory and from the database, in chunks of any size', async () => {
    const { id, print } = await printer()
    const unsubscribe = store.log.subscribe(id, () => {})
    for (let i = 0; i < 12; i++)
      await print(Array.from({ length: 1 + (i % 5) }, (_, j) => `${'🦎é'.repeat(j * 300)}${i}/${j}`))
    await print(Array.from({ length: 150 }, (_, i) => `${i} ${'x'.repeat(500)}`))
    const live = readAll(id, 0, 1 << 20)
    const blocks = live.toString().split(/(?<=\n\n)/)
    const tails = blocks.map((_, i) => Buffer.from(blocks.slice(i).join('')))
    const checkAll = (maxBytes: number) => {
      for (const [after, tail] of tails.entries()) expect(readAll(id, after, maxBytes).equals(tail)).toBe(true)
    }
    checkAll(1 << 20)
    checkAll(1)
    store.rest()
    checkAll(1 << 20)
    unsubscribe()
    checkAll(1 << 20)
    store = await opened.reopen()
    checkAll(100_000)

    expect(store.log.read(id, blocks.length, 1000)).toBeNull()
    expect(store.log.read(id, blocks.length + 5, 1000)).toBeNull()
    expect(store.log.read('01k0000000000000000000000a', 0, 1000)).toBeNull()
  })

  it('wakes who waits only when what is new can be read', async () => {
    const { id, print } = await printer()
    let after = (await store.runs.get('local', id)).lastSeq
    const misses: number[] = []
    let woken = 0
    const unsubscribe = store.log.subscribe(id, () => {
      woken++
      const batch = store.log.read(id, after, 1 << 20)
      if (batch === null) misses.push(after)
      else after = batch.lastSeq
    })
    for (let i = 0; i < 50; i++) await print([`${i}`])
    unsubscribe()
    await print(['unheard'])

    expect([woken, misses]).toEqual([50, []])
    expect((await store.runs.get('local', id)).lastSeq).toBe(after + 1)
  })

  it('goes on waking a later reader when an earlier one leaves twice', async () => {
    const { id, print } = await printer()
    const leave = store.log.subscribe(id, () => {})
    leave()
    let woken = 0
    const unsubscribe = store.log.subscribe(id, () => woken++)
    leave()
    await print(['hello'])
    unsubscribe()

    expect(woken).toBe(1)
  })

  it('keeps for readers at the head no more memory than it says', async () => {
    const { id, print } = await printer()
    const unsubscribe = store.log.subscribe(id, () => {})
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 600; i++) await print([`${i}`])
    globalThis.gc?.()
    await delay(0)
    const held = process.memoryUsage().arrayBuffers - before
    unsubscribe()

    // 600 small events are about 100 KiB
    expect(held).toBeLessThan(4 * 1024 * 1024)
  })
})

describe('a segment', () => {
  const frame = (seq: number, size: number) => `id: ${seq}\n${'é'.repeat(size / 2)}\n\n`
  const pending = (logId: string, firstSeq: number, frames: string[]) => ({ logId, firstSeq, frames })

  it('is closed at 256 KiB and knows where each block begins', () => {
    const frames = Array.from({ length: 1200 }, (_, i) => frame(i + 1, 1000))
    const segments = cutSegments([pending('a', 1, frames.slice(0, 100)), pending('a', 101, frames.slice(100))])

    expect(Buffer.concat(segments.map((segment) => segment.frames)).toString()).toBe(frames.join(''))
    expect(segments.length).toBeGreaterThan(2)
    for (const segment of segments) {
      for (let seq = segment.firstSeq; seq <= segment.lastSeq; seq++) {
        const rest = segment.frames.subarray(offsetAfter(segment, seq - 1)).toString()
        expect(rest.startsWith(frames[seq - 1] ?? '?')).toBe(true)
      }
    }
  })

  it('has the same blocks of a batch as of its events one by one', () => {
    const place = { run: '01k0000000000000000000000a', variation: 3, attempt: 12, at: '2026-01-02T03:04:05.678Z' }
    const texts = ['', 'é🦎', '{"a":1}', 'x'.repeat(300), 'a b']
    const thoughts = texts.map((text) => ({ type: 'thought-delta', data: { text, pass: 1 } }))
    const others = texts.map((text) => ({ type: 'log', data: { text } }) as const)
    for (const firstSeq of [1, 8, 96, 99_995, 2 ** 53 - 20]) {
      const packed = packEvents([
        ...thoughts.map(({ data }) => packThought(JSON.stringify(data))),
        ...others.map(({ type, data }) => packEvent(type, data)),
      ])
      const frames = [...thoughts, ...others].map(({ type, data }, i) =>
        encodeFrame(firstSeq + i, type, envelopeTail({ ...place, type, data })),
      )

      const ofBatch = cutSegments([{ logId: 'a', firstSeq, frames: { packed, place } }])
      expect(ofBatch[0]?.frames.toString()).toBe(frames.join(''))
      expect(ofBatch).toEqual(cutSegments([pending('a', firstSeq, frames)]))
    }
  })

  it('holds the blocks of one log only', () => {
    const segments = cutSegments([pending('a', 1, ['a1', 'a2']), pending('b', 7, ['b7']), pending('a', 3, ['a3'])])

    expect(
      segments.map(({ logId, firstSeq, lastSeq, frames }) => [logId, firstSeq, lastSeq, frames.toString()]),
    ).toEqual([
      ['a', 1, 3, 'a1a2a3'],
      ['b', 7, 7, 'b7'],
    ])
  })

  it('is sent to the readers’ thread without the memory around it', () => {
    const [segment] = cutSegments([pending('a', 1, ['short'])])

    expect(segment?.frames.buffer.byteLength).toBe(5)
    expect(segment?.offsets.buffer.byteLength).toBe(4)
  })
})

describe('frames on disk', () => {
  const flood = Buffer.from('id: 1\nevent: log\ndata: {"text":"an axolotl"}\n\n'.repeat(4000))

  it('are a fraction of a flood, and come back byte for byte', () => {
    const packed = packFrames(flood)

    expect(packed.encoding).toBe('zstd')
    expect(packed.bytes.length).toBeLessThan(flood.length / 20)
    expect(unpackFrames(packed).equals(flood)).toBe(true)
  })

  it('that an earlier version deflated are read', () => {
    expect(unpackFrames({ encoding: 'deflate', bytes: deflateRawSync(flood, { level: 1 }) }).equals(flood)).toBe(true)
  })

  it('stay as they are when there are few', () => {
    expect(packFrames(Buffer.from('id: 1\n\n'))).toEqual({ encoding: 'plain', bytes: Buffer.from('id: 1\n\n') })
  })
})
