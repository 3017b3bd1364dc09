import { describe, expect, it } from 'vitest'
import { encodeLogLine } from '#contract/encode-line.ts'
import { KubeError } from '../../../../api/runner/kubernetes/kube-error.ts'
import {
  type FollowOptions,
  followPodLog,
  type PodLogQuery,
  type PodLogSource,
} from '../../../../api/runner/kubernetes/pod-log.ts'
import { type LogBatch, type LogCursor, OutputLostError } from '../../../../api/runner/runner.ts'
import { FakeLog, stampOf } from './log-fake.ts'
import { ledger, quick } from './log-race.ts'

const SECOND = 1_000_000_000n
const thought = (n: number) => encodeLogLine(n, { type: 'thought-delta', data: { text: `thought ${n}`, pass: 1 } })
const textsOf = (batches: readonly LogBatch[]) => batches.flatMap(({ lines }) => lines.map(({ text }) => text))
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise(setImmediate)
}

/** Cuts what reads the log, and waits for the next read; idle probes are reads, too. */
async function reopened(log: FakeLog): Promise<void> {
  const { length } = log.queries
  log.cutAll('reset')
  await until(() => log.queries.length > length)
}

/** A follow that goes on beside the test. */
function start(source: PodLogSource, options: Partial<FollowOptions> = {}, from: LogCursor | null = null) {
  const batches: LogBatch[] = []
  const controller = new AbortController()
  const follow = async () => {
    for await (const batch of followPodLog(source, from, { ...quick, ...options }, controller.signal))
      batches.push(batch)
  }
  const texts = () => textsOf(batches)
  return { batches, texts, done: follow(), controller, has: (text: string) => until(() => texts().includes(text)) }
}

async function all(source: PodLogSource, options: Partial<FollowOptions> = {}, from: LogCursor | null = null) {
  const { batches, done } = start(source, options, from)
  await done
  return batches
}

/** A source that answers each read as the list says, then as its last entry does. */
function scripted(answers: ((query: PodLogQuery) => string | KubeError)[], isOver = true) {
  const queries: PodLogQuery[] = []
  const source: PodLogSource = {
    containerId: 'one',
    isOver: () => isOver || queries.length >= answers.length,
    over: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    async *open(query) {
      const answer = answers[Math.min(queries.push(query), answers.length) - 1]?.(query) ?? ''
      if (answer instanceof KubeError) throw answer
      yield Buffer.from(answer)
    },
  }
  return { source, queries }
}
const refusal =
  (status: number, retryAfterMs: number | null = null) =>
  () =>
    new KubeError('refused', { status, reason: 'Refused', retryAfterMs })

describe('followPodLog: place', () => {
  it('reads a new log from its first byte, and a known one since a second before its cursor', async () => {
    const log = new FakeLog()
    log.print('one')
    log.tick(1_234_567_891n)
    log.print('two')
    const first = start(log)
    await first.has('two')
    first.controller.abort()
    await first.done
    expect(log.queries).toEqual([{ follow: true }])
    log.print('three')
    const second = start(log, {}, first.batches.at(-1)?.cursor)
    await second.has('three')
    expect(log.queries[1]).toEqual({ follow: true, sinceTime: '2026-11-21T18:10:39Z' })
    log.end()
    await second.done
    expect(second.texts()).toEqual(['three'])
  })

  it('goes on behind each single line, also where lines share a stamp or are the same', async () => {
    const log = new FakeLog()
    const texts = ['a', 'a', 'b', 'a', 'c', 'c', 'c', 'd', 'a', 'a']
    for (const [at, text] of texts.entries()) {
      log.print(text)
      if (at % 4 === 3) log.tick(at === 3 ? 1n : -SECOND / 2n)
    }
    log.end()
    let cursor: LogCursor | null = null
    for (let at = 0; at < texts.length; at++) {
      const rest = textsOf(await all(log, {}, cursor))
      expect(rest).toEqual(texts.slice(at))
      // one line a batch: cut the log there and read on
      const cut: FakeLog = new FakeLog({ containerId: log.containerId })
      for (const { text, ns } of log.lines.slice(0, at + 1)) cut.printAt(ns, text)
      cut.end()
      cursor = (await all(cut, {}, cursor)).at(-1)?.cursor ?? null
    }
  })

  it('reads from the first byte when later stamps stand before the place', async () => {
    const log = new FakeLog()
    log.print(thought(1))
    log.tick(-60n * SECOND)
    log.print(thought(2))
    const { has, texts, batches, done } = start(log)
    await has(thought(2))
    log.cutAll('reset')
    log.print(thought(3))
    await has(thought(3))
    log.end()
    await done
    expect(texts()).toEqual([1, 2, 3].map(thought))
    expect(batches.every(({ isContinuous }) => isContinuous)).toBe(true)
    expect(log.queries.slice(0, 4)).toEqual([
      { follow: true },
      { follow: true, sinceTime: '2026-11-21T18:09:38Z' },
      { follow: false },
      { follow: true },
    ])
  })

  it('finds at the end what a read since a stamp left out because the clock was set back', async () => {
    const log = new FakeLog()
    log.print(thought(1))
    const { has, texts, done } = start(log)
    await has(thought(1))
    await reopened(log)
    log.tick(-60n * SECOND)
    log.print(thought(2))
    log.end()
    await done
    expect(texts()).toEqual([1, 2].map(thought))
  })

  it('takes what is later, as broken, when the place was rotated away', async () => {
    const log = new FakeLog()
    log.print(thought(1))
    log.end()
    const cursor = (await all(log)).at(-1)?.cursor ?? null
    for (const n of [2, 3]) log.print(thought(n))
    log.rotate()
    log.tick(SECOND)
    for (const n of [4, 5]) log.print(thought(n))
    const batches = await all(log, {}, cursor)
    expect(textsOf(batches)).toEqual([4, 5].map(thought))
    expect(batches[0]?.isContinuous).toBe(false)
    expect(batches.at(-1)?.cursor.broken).toBe(0)
  })

  it('takes plain lines that are later as broken, too', async () => {
    const log = new FakeLog({ largestChunk: 8 })
    log.print(thought(1))
    log.end()
    const first = await all(log)
    log.rotate()
    log.tick(SECOND)
    for (const text of ['a trace', thought(4)]) log.print(text)
    const batches = await all(log, {}, first.at(-1)?.cursor)
    expect(batches[0]?.isContinuous).toBe(false)
    expect(batches[0]?.lines[0]?.text).toBe('a trace')
    expect(ledger([...first, ...batches])).toMatchObject({ lost: 2, lastN: 4 })
  })

  it('looks through a long log, too, when the place is not where it should be at the end', async () => {
    const log = new FakeLog({ largestChunk: 1_000_000 })
    log.print(thought(1))
    log.print('x'.repeat(5_000_000))
    log.end()
    const cursor = (await all(log)).at(-1)?.cursor ?? null
    log.rotate()
    log.tick(-SECOND / 2n)
    log.print(thought(2))
    expect(textsOf(await all(log, {}, cursor))).toEqual([thought(2)])
  })

  it('takes the log of another container from its first byte, as broken', async () => {
    const log = new FakeLog()
    log.print('old')
    log.end()
    const cursor = (await all(log)).at(-1)?.cursor ?? null
    const next = new FakeLog({ containerId: 'containerd://two' })
    next.print('new')
    next.end()
    const [batch] = await all(next, {}, cursor)
    expect(batch).toMatchObject({
      isContinuous: false,
      lines: [{ text: 'new' }],
      cursor: { container: 'containerd://two', bytes: 8 },
    })
  })

  it('tells how much a log lost that was rotated before it was first read', async () => {
    const log = new FakeLog()
    log.print('plain')
    for (const n of [500, 501]) log.print(thought(n))
    log.end()
    expect(ledger(await all(log))).toMatchObject({ numbers: [500, 501], lost: 499, plain: ['plain'] })
  })
})

describe('followPodLog: jumps of the numbers', () => {
  // a follower that lags behind a rotation loses what it had not read of the old file
  const lossy = () => 0.9

  it('tells lines that a rotation took from an open stream as lost', async () => {
    const log = new FakeLog({ random: lossy, largestChunk: 4096 })
    log.print(thought(1))
    const { has, batches, done } = start(log)
    await has(thought(1))
    for (const n of [2, 3, 4]) log.print(thought(n))
    log.rotate()
    for (const n of [5, 6]) log.print(thought(n))
    log.end()
    await done
    expect(ledger(batches)).toEqual({ numbers: [1, 5, 6], lost: 3, lastN: 6, plain: [] })
    expect(log.queries.filter(({ follow }) => follow)).toHaveLength(1)
  })

  it('tells them also when the new file begins with plain text', async () => {
    const log = new FakeLog({ random: lossy, largestChunk: 4096 })
    log.print(thought(1))
    const { has, batches, done } = start(log)
    await has(thought(1))
    log.print(thought(2))
    log.rotate()
    log.print('a trace')
    log.print(thought(3))
    log.end()
    await done
    expect(ledger(batches)).toEqual({ numbers: [1, 3], lost: 1, lastN: 3, plain: ['a trace'] })
  })

  it('never runs out of checks by what is really lost', async () => {
    const log = new FakeLog({ random: lossy, largestChunk: 4096 })
    const { has, batches, done } = start(log, { checks: { most: 1, refillMs: 1e9 } })
    for (let n = 1; n < 200; n += 2) {
      log.print(thought(n))
      await has(thought(n))
      log.print(thought(n + 1))
      log.rotate()
    }
    log.end()
    await done
    expect(ledger(batches)).toMatchObject({ lost: 99, lastN: 199, plain: [] })
  })

  it('takes a jump that the agent printed as text, and looks at few of many', async () => {
    const log = new FakeLog({ largestChunk: 4096 })
    log.print(thought(1))
    for (let n = 0; n < 1000; n++) log.print(thought(10 + 2 * n))
    log.print(thought(2))
    log.print(thought(9_007_199_254_740))
    log.end()
    const batches = await all(log, { checks: { most: 5, refillMs: 1e9 } })
    expect(textsOf(batches)).toEqual(log.printed)
    expect(ledger(batches)).toMatchObject({ numbers: [1, 2], lost: 0 })
    expect(log.queries.length).toBeLessThan(10)
  })

  it('finds lines that a stream left out because the clock was set back', async () => {
    const log = new FakeLog()
    log.print(thought(1))
    const { has, batches, texts, done } = start(log)
    await has(thought(1))
    await reopened(log)
    log.tick(-10n * SECOND)
    for (const n of [2, 3]) log.print(thought(n))
    log.tick(11n * SECOND)
    log.print(thought(4))
    await has(thought(4))
    log.end()
    await done
    expect(texts()).toEqual([1, 2, 3, 4].map(thought))
    expect(ledger(batches)).toMatchObject({ lost: 0, lastN: 4 })
  })
})

describe('followPodLog: plain lines', () => {
  it('are found when a stream left them out because the clock was set back', async () => {
    const log = new FakeLog()
    log.print('one')
    const { has, texts, done } = start(log)
    await has('one')
    await reopened(log)
    log.tick(-10n * SECOND)
    log.print('two')
    log.tick(10n * SECOND - 5_000_000n)
    log.print('three')
    await has('three')
    log.end()
    await done
    expect(texts()).toEqual(['one', 'two', 'three'])
  })
})

describe('followPodLog: breaks', () => {
  it('waits longer each time nothing comes, and not at all after a line came', async () => {
    const log = new FakeLog()
    log.refusals.push(500, 429, 404, 400, 503)
    const delays: number[] = []
    const { has, done } = start(log, {
      random: () => 1,
      backoff: { minMs: 2, maxMs: 10 },
      onRetry: (_, delayMs) => delays.push(delayMs),
    })
    log.print('one')
    await has('one')
    log.cutAll('end')
    log.print('two')
    await has('two')
    log.end()
    await done
    expect(delays).toEqual([0, 4, 8, 10, 10, 0])
  })

  it('leaves the server alone for as long as it asks', async () => {
    const delays: number[] = []
    const { source } = scripted([refusal(429, 7), () => ''])
    await all(source, { onRetry: (_, delayMs) => delays.push(delayMs) })
    expect(delays).toEqual([7])
  })

  it('does not wait once the container has ended', async () => {
    const log = new FakeLog()
    log.refusals.push(500, 500)
    const { done, texts } = start(log, { backoff: { minMs: 60_000, maxMs: 60_000 } })
    await until(() => log.refusals.length === 0)
    log.print('one')
    log.end()
    await done
    expect(texts()).toEqual(['one'])
  })

  it('ends at once when aborted, whatever it waits for, and leaves nothing open', async () => {
    const log = new FakeLog()
    const silent = start(log)
    await until(() => log.reading === 1)
    silent.controller.abort()
    await silent.done
    expect(log.reading).toBe(0)
    log.refusals.push(500, 500)
    const waiting = start(log, { backoff: { minMs: 60_000, maxMs: 60_000 } })
    await until(() => log.refusals.length === 0)
    waiting.controller.abort()
    await waiting.done
  })

  it('closes its read when whoever takes the lines stops', async () => {
    const log = new FakeLog()
    log.print('one')
    for await (const _ of followPodLog(log, null, quick, new AbortController().signal)) break
    expect(log.reading).toBe(0)
  })

  it('passes on an error that is not of the log', async () => {
    const log = new FakeLog()
    await expect(all(log, {}, { offset: 3 })).rejects.toThrow()
    log.print('too much')
    const onLimit = () => {
      throw new Error('cannot stop')
    }
    await expect(all(log, { outputLimitBytes: 3, onLimit })).rejects.toThrow('cannot stop')
    expect(log.reading).toBe(0)
  })
})

describe('followPodLog: silence', () => {
  it('keeps its stream while an agent is silent, looking for newer lines now and then', async () => {
    const log = new FakeLog()
    log.print('one')
    const { has, done } = start(log, { idleProbeMs: 2 })
    await has('one')
    await until(() => log.queries.length > 6)
    expect(log.queries.slice(1)).toEqual(
      log.queries.slice(1).map(() => ({ follow: false, sinceTime: '2026-11-21T18:10:39Z', limitBytes: 262_144 })),
    )
    log.print('two')
    await has('two')
    log.end()
    await done
  })

  it('leaves a stream that is dead', async () => {
    const log = new FakeLog()
    log.print('one')
    const { has, texts, done } = start(log)
    await has('one')
    log.cutAll('silence')
    log.tick(3n * SECOND)
    log.print('two')
    await has('two')
    log.end()
    await done
    expect(texts()).toEqual(['one', 'two'])
  })

  it('leaves a stream that was dead from its first byte', async () => {
    let opened = 0
    const log = new FakeLog({ cut: () => (opened++ === 0 ? { afterBytes: 0, how: 'silence' } : null) })
    log.print('one')
    const { has, done } = start(log)
    await has('one')
    log.end()
    await done
  })

  it('waits for a silent stream only a little once the container has ended', async () => {
    const log = new FakeLog()
    log.print('one')
    const { has, texts, done } = start(log, { idleProbeMs: 60_000 })
    await has('one')
    log.cutAll('silence')
    log.print('two')
    log.end()
    await done
    expect(texts()).toEqual(['one', 'two'])
  })
})

describe('followPodLog: the end', () => {
  it('holds an unterminated line back until the container has ended', async () => {
    const log = new FakeLog()
    log.print('one')
    const { has, texts, done } = start(log)
    await has('one')
    log.print('a tail', false)
    log.end()
    await done
    expect(texts()).toEqual(['one', 'a tail'])
    const cursor = (await all(log)).at(-1)?.cursor ?? null
    expect(await all(log, {}, cursor)).toEqual([])
  })

  it('gives no part of a line that was rotated away', async () => {
    const log = new FakeLog({ cut: ({ follow }) => (follow ? { afterBytes: 40, how: 'end' } : null) })
    log.print('0123456789')
    const { done, texts } = start(log, { backoff: { minMs: 60_000, maxMs: 60_000 } })
    await until(() => log.queries.length === 2 && log.reading === 0)
    log.rotate()
    log.end()
    await done
    expect(texts()).toEqual([])
  })

  it('gives a held-back line when the pod is gone', async () => {
    const { source } = scripted([() => `${stampOf(0n)} one\n${stampOf(0n)} tail`, refusal(404)], false)
    expect(textsOf(await all(source))).toEqual(['one', 'tail'])
  })

  it.each([
    { name: 'the pod is gone', status: 404, reads: 1 },
    { name: 'there is no container', status: 400, reads: 3 },
  ])('is unknown when $name before it was seen', async ({ status, reads }) => {
    const { source, queries } = scripted([refusal(status)])
    await expect(all(source)).rejects.toThrow(OutputLostError)
    expect(queries).toHaveLength(reads)
  })

  it.each([
    { name: 'is cut', how: 'reset' as const },
    { name: 'falls silent', how: 'silence' as const },
  ])('is unknown when the stream $name and the pod goes', async ({ how }) => {
    const log = new FakeLog()
    log.print('one')
    const { has, texts, done } = start(log, { idleProbeMs: 60_000 })
    const lost = expect(done).rejects.toThrow(OutputLostError)
    await has('one')
    log.isGone = true
    log.end()
    log.cutAll(how)
    await lost
    expect(texts()).toEqual(['one'])
  })

  it('is unknown when a stream was cut after one that ended', async () => {
    const log = new FakeLog()
    log.print('one')
    const { has, done } = start(log, { idleProbeMs: 60_000 })
    const lost = expect(done).rejects.toThrow(OutputLostError)
    await has('one')
    log.cutAll('end')
    await until(() => log.queries.length > 1 && log.reading === 1)
    log.isGone = true
    log.end()
    log.cutAll('reset')
    await lost
  })

  it('is what was seen of it when the pod goes right after', async () => {
    const log = new FakeLog()
    log.print('one')
    const { has, texts, done } = start(log)
    await has('one')
    log.print('two')
    log.isGone = true
    log.end()
    await done
    expect(texts()).toEqual(['one', 'two'])
  })

  it('is not believed of an answer that was cut short', async () => {
    const line = (text: string) => `${stampOf(0n)} ${text}\n`
    const whole = line('one') + line('two') + line('three')
    const { source } = scripted([
      () => line('one') + line('two').slice(0, -2),
      () => `${line('one')}${stampOf(0n)}`,
      () => '',
      () => line('one').slice(0, 20),
      () => line('one').slice(0, 10),
      () => whole,
    ])
    expect(textsOf(await all(source))).toEqual(['one', 'two', 'three'])
  })

  it('is not believed of a log that ends within a stamp', async () => {
    const line = (text: string) => `${stampOf(0n)} ${text}\n`
    const { source: short } = scripted([() => line('one')])
    const cursor = (await all(short)).at(-1)?.cursor ?? null
    const { source } = scripted([() => line('one') + stampOf(0n).slice(0, 9), () => line('one') + line('two')])
    expect(textsOf(await all(source, {}, cursor))).toEqual(['two'])
  })

  it('of a look for missing lines is not believed when it comes too early', async () => {
    const line = (n: number) => `${stampOf(0n)} ${thought(n)}\n`
    const whole = () => line(1) + line(2) + line(3)
    const { source } = scripted([() => line(1) + line(3), () => '', whole, whole], false)
    const batches = await all(source)
    expect(textsOf(batches)).toEqual([1, 2, 3].map(thought))
    expect(batches.every(({ isContinuous }) => isContinuous)).toBe(true)
  })

  it('gives what a kubelet says without a stamp as text, once', async () => {
    const noise = 'failed to create fsnotify watcher: too many open files'
    const { source } = scripted([() => `${stampOf(0n)} one\n${noise}\n`])
    expect(textsOf(await all(source))).toEqual(['one', noise])
  })
})

describe('followPodLog: the limit', () => {
  const limited = (outputLimitBytes: number) => {
    const stops: number[] = []
    return { stops, options: { outputLimitBytes, onLimit: () => void stops.push(1) } }
  }

  it('stops the attempt at a line that goes beyond it', async () => {
    const log = new FakeLog()
    for (const text of ['12345', '1234', 'abcdef', 'never']) log.print(text)
    const { stops, options } = limited(14)
    const batches = await all(log, options)
    expect(textsOf(batches)).toEqual(['12345', '1234', 'abc'])
    expect(batches.at(-1)?.cursor.bytes).toBe(14)
    expect(stops).toEqual([1])
    expect(log.reading).toBe(0)
  })

  it('is not reached by exactly as much', async () => {
    const log = new FakeLog()
    for (const text of ['12345', '1234']) log.print(text)
    log.end()
    const { stops, options } = limited(11)
    expect(textsOf(await all(log, options))).toEqual(['12345', '1234'])
    expect(stops).toEqual([])
  })

  it('counts what was taken before', async () => {
    const log = new FakeLog()
    log.print('12345')
    const first = start(log)
    await first.has('12345')
    first.controller.abort()
    await first.done
    log.print('6789')
    const { stops, options } = limited(8)
    expect(textsOf(await all(log, options, first.batches.at(-1)?.cursor))).toEqual(['67'])
    expect(stops).toEqual([1])
  })
})

it('gives at most 4096 lines at a time', async () => {
  const log = new FakeLog({ largestChunk: 1_000_000, random: () => 0.99 })
  for (let n = 0; n < 10_000; n++) log.print('')
  log.end()
  const sizes = (await all(log)).map(({ lines }) => lines.length)
  expect(Math.max(...sizes)).toBe(4096)
  expect(sizes.reduce((sum, size) => sum + size)).toBe(10_000)
})
