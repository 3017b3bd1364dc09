import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEmitter, type Emitter } from '../../agent/emitter.ts'
import type { LineWriterOptions } from '../../agent/line-writer.ts'
import { decodeLogLine } from '../../contract/log-line.ts'

const failingWith = (code: string) => Object.assign(new Error(code), { code })

/** A file that takes `room` bytes and then fails with `code`. */
function fakeFile(room = Number.POSITIVE_INFINITY, code = 'ENOSPC') {
  const file = { room, code, text: '', writes: 0 }
  const write = (bytes: Buffer, offset: number) => {
    file.writes++
    const taken = Math.min(file.room, bytes.length - offset)
    if (taken === 0) throw failingWith(file.code)
    file.room -= taken
    file.text += bytes.toString('latin1', offset, offset + taken)
    return taken
  }
  const lines = () => Buffer.from(file.text, 'latin1').toString().split('\n').slice(0, -1)
  const events = () => lines().map((line) => decodeLogLine(line))
  return { file, write, events }
}

describe('createEmitter', () => {
  let emitters: Emitter[]
  const create = (options: LineWriterOptions) => {
    const emitter = createEmitter(options)
    emitters.push(emitter)
    return emitter
  }
  beforeEach(() => {
    emitters = []
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    for (const emitter of emitters) emitter.close()
    vi.useRealTimers()
  })

  it('numbers the lines densely from 1 and writes them at once', () => {
    const { write, events } = fakeFile()
    const emitter = create({ write })
    emitter.emit({ type: 'step-start', data: { step: 'imagine', pass: 1 } })
    emitter.emit({ type: 'log', data: { text: 'two\nlines' } })
    expect(events().map((line) => line?.n)).toEqual([1, 2])
    expect(events()[1]?.event).toEqual({ type: 'log', data: { text: 'two\nlines' } })
    expect(emitter.lines()).toBe(2)
  })

  it('counts thoughts that are still being merged into the last line', () => {
    const { write, events } = fakeFile()
    const emitter = create({ write })
    emitter.thought('a', 1)
    expect(emitter.lines()).toBe(1)
    emitter.close()
    expect(events().map((line) => line?.n)).toEqual([1])
  })

  it('merges thoughts for 50 ms, in about 20 lines a second', () => {
    const { write, events } = fakeFile()
    const emitter = create({ write })
    for (let word = 0; word < 200; word++) {
      emitter.thought(`w${word} `, 1)
      vi.advanceTimersByTime(5)
    }
    expect(events().length).toBeGreaterThanOrEqual(18)
    expect(events().length).toBeLessThanOrEqual(21)
  })

  it('writes merged thoughts before any other event and before a thought of another pass', () => {
    const { write, events } = fakeFile()
    const emitter = create({ write })
    emitter.thought('a', 1)
    emitter.thought('b', 1)
    emitter.emit({ type: 'step-end', data: { step: 'imagine', pass: 1, ms: 3 } })
    emitter.thought('c', 1)
    emitter.thought('d', 2)
    emitter.close()
    expect(events().map((line) => line?.event)).toEqual([
      { type: 'thought-delta', data: { text: 'ab', pass: 1 } },
      { type: 'step-end', data: { step: 'imagine', pass: 1, ms: 3 } },
      { type: 'thought-delta', data: { text: 'c', pass: 1 } },
      { type: 'thought-delta', data: { text: 'd', pass: 2 } },
    ])
  })

  it('splits one long thought over numbered lines', () => {
    const { write, events } = fakeFile()
    const emitter = create({ write })
    emitter.thought('🦎'.repeat(9000), 1)
    emitter.close()
    expect(events().map((line) => line?.n)).toEqual(events().map((_, at) => at + 1))
    expect(
      events()
        .map((line) => (line?.event?.type === 'thought-delta' ? line.event.data.text : ''))
        .join(''),
    ).toBe('🦎'.repeat(9000))
  })

  describe.each(['ENOSPC', 'EAGAIN', 'EDQUOT'])('when writing fails with %s', (code) => {
    it('keeps the rest of the line to its last byte and goes on when there is room', async () => {
      const { file, write, events } = fakeFile(10, code)
      const emitter = create({ write })
      emitter.emit({ type: 'log', data: { text: 'é first' } })
      emitter.emit({ type: 'log', data: { text: 'second' } })
      const drained = emitter.drained()
      expect(file.text).toHaveLength(10)
      expect(emitter.isHeldBack()).toBe(true)
      await vi.advanceTimersByTimeAsync(30_000)
      file.room = 25
      await vi.advanceTimersByTimeAsync(200)
      file.room = Number.POSITIVE_INFINITY
      await vi.advanceTimersByTimeAsync(200)
      await drained
      expect(events().map((line) => line?.event?.data)).toEqual([{ text: 'é first' }, { text: 'second' }])
      expect(emitter.isHeldBack()).toBe(false)
    })
  })

  it('tries again every 200 ms, however much is emitted meanwhile', async () => {
    const { file, write } = fakeFile(0)
    const emitter = create({ write })
    for (let line = 0; line < 100; line++) emitter.emit({ type: 'log', data: { text: 'x' } })
    await vi.advanceTimersByTimeAsync(1000)
    expect(file.writes).toBe(6)
  })

  it('gives up with storage after a minute without headway, and then stays quiet', async () => {
    const { file, write } = fakeFile(0)
    const emitter = create({ write })
    emitter.emit({ type: 'log', data: { text: 'x' } })
    const drained = expect(emitter.drained()).rejects.toMatchObject({ reason: 'storage', isRetryable: true })
    await vi.advanceTimersByTimeAsync(60_200)
    await drained
    const { writes } = file
    emitter.emit({ type: 'log', data: { text: 'y' } })
    await expect(emitter.drained()).rejects.toMatchObject({ reason: 'storage' })
    expect(file.writes).toBe(writes)
  })

  it('counts the minute from the last headway', async () => {
    const { file, write } = fakeFile(0)
    const emitter = create({ write })
    emitter.emit({ type: 'log', data: { text: 'x'.repeat(500) } })
    for (let minute = 0; minute < 5; minute++) {
      await vi.advanceTimersByTimeAsync(50_000)
      file.room = 5
    }
    file.room = 1000
    await vi.advanceTimersByTimeAsync(400)
    await emitter.drained()
  })

  it('keeps no more than its limit', async () => {
    const { write } = fakeFile(0)
    const emitter = create({ write, maxKeptBytes: 10_000 })
    for (let line = 0; line < 200; line++) emitter.emit({ type: 'log', data: { text: 'x'.repeat(100) } })
    await expect(emitter.drained()).rejects.toMatchObject({ reason: 'storage' })
  })

  it.each([
    { code: 'EFBIG', reason: 'output-limit' },
    { code: 'EPIPE', reason: 'internal' },
  ])('gives up at once at $code', async ({ code, reason }) => {
    const { write } = fakeFile(0, code)
    const emitter = create({ write })
    emitter.emit({ type: 'log', data: { text: 'x' } })
    await expect(emitter.drained()).rejects.toMatchObject({ reason })
  })
})
