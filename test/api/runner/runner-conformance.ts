import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FailureReason } from '#contract/reason.ts'
import {
  type AttemptRef,
  type AttemptSpec,
  type AttemptStatus,
  type LogCursor,
  type LogLine,
  OutputLostError,
  type Runner,
} from '../../../api/runner/runner.ts'
import { newAttempt } from '../../support/attempts.ts'

/** The programs of test/fixtures/agents/ by name. */
export type AgentFixture =
  | 'counts'
  | 'eats-memory'
  | 'environment'
  | 'exits'
  | 'floods'
  | 'garbage'
  | 'hello'
  | 'ignores-sigterm'
  | 'waits'
  | 'waits-then-prints'

export interface RunnerHarness {
  /** A new runner over the same attempts, as after a restart of the API; what it launches runs this program. */
  createRunner(agent: AgentFixture, options?: { outputLimitBytes?: number }): Runner
  /** Kills everything of an attempt at once and behind the runner's back. */
  killHard(ref: AttemptRef): Promise<void>
  /** Stops what still runs and clears up. */
  close(): Promise<void>
}

/** In what runners differ, and may. */
export interface RunnerTraits {
  /** Why an attempt ended that was killed from outside. */
  readonly killedReason: FailureReason
  /** Why an attempt ended whose agent's heap was full. */
  readonly memoryReason: FailureReason
  /** The output limit holds also while nobody follows. */
  readonly boundsUnfollowedOutput: boolean
  /** Output can be read from its first byte also after a stop or a kill. */
  readonly keepsOutputAfterStop: boolean
  /** A real node reads standard output and standard error apart, and may take a stopped pod before its log is proven. */
  readonly hasNode: boolean
}

/** The behaviour that every runner has, against real processes. */
export function describeRunner(name: string, makeHarness: () => Promise<RunnerHarness>, traits: RunnerTraits): void {
  describe(`runner: ${name}`, () => {
    let harness: RunnerHarness
    beforeEach(async () => {
      harness = await makeHarness()
    })
    afterEach(() => harness.close())

    async function expectOutput(runner: Runner, ref: AttemptRef, output: Collected, whole: unknown[]): Promise<void> {
      const { texts, isLost } = await output.all
      // a real node may lose the end, which is told; what was read before it is whole
      if (!traits.hasNode) expect(isLost).toBe(false)
      expect(texts).toEqual(isLost ? whole.slice(0, Math.max(1, texts.length)) : whole)
      if (traits.keepsOutputAfterStop) expect(await textsOf(runner, ref)).toEqual(whole)
    }

    describe('from launch to end', () => {
      it('gives all output and the exit code of an agent that is done', async () => {
        const runner = harness.createRunner('hello')
        const spec = newAttempt()
        await runner.launch(spec)
        const texts = await textsOf(runner, spec)
        const onError = 'three, on standard error'
        const inOrder = traits.hasNode ? [...texts.filter((text) => text !== onError), onError] : texts
        expect(inOrder).toEqual(['one', expect.stringMatching(/^two \d+$/), onError])
        expect(texts.toSorted()).toEqual(inOrder.toSorted())
        expect(await endOf(runner, spec)).toMatchObject({
          phase: 'ended',
          exit: 0,
          where: { text: expect.any(String) },
        })
        expect(await endOf(runner, spec)).not.toHaveProperty('reason')
      })

      it('reports running, with where, before the end', async () => {
        const runner = harness.createRunner('waits')
        const spec = newAttempt()
        await runner.launch(spec)
        const levels = runner.watch(spec, new AbortController().signal)[Symbol.asyncIterator]()
        expect(await nextButWaiting(levels)).toMatchObject({ phase: 'running', where: { details: {} } })
        await runner.stop(spec)
        expect((await levels.next()).value).toMatchObject({ phase: 'ended' })
        expect((await levels.next()).done).toBe(true)
      })

      it.each(['3', '137', '143'])('reports exit code %s as agent-exit', async (code) => {
        const runner = harness.createRunner('exits')
        const spec = newAttempt({ ticket: code })
        await runner.launch(spec)
        expect(await endOf(runner, spec)).toMatchObject({ exit: Number(code), reason: 'agent-exit' })
      })

      it('reports an agent that ran out of memory', async () => {
        const runner = harness.createRunner('eats-memory')
        const spec = newAttempt()
        await runner.launch(spec)
        expect(await endOf(runner, spec)).toMatchObject({ reason: traits.memoryReason })
      })

      it('starts one process for many launches, from several runners and at the same time', async () => {
        const runners = [harness.createRunner('waits'), harness.createRunner('waits')]
        const spec = newAttempt()
        await Promise.all([...runners, ...runners, ...runners].map((runner) => runner.launch(spec)))
        const output = collect(runners[1]!, spec)
        await output.first
        await runners[1]!.launch(spec)
        await runners[0]!.stop(spec)
        await expectOutput(runners[1]!, spec, output, [expect.stringMatching(/^ready/)])
      })

      it('does not start an ended attempt again', async () => {
        const runner = harness.createRunner('hello')
        const spec = newAttempt()
        await runner.launch(spec)
        const first = await textsOf(runner, spec)
        await runner.launch(spec)
        await endOf(runner, spec)
        expect(await textsOf(runner, spec)).toEqual(first)
      })
    })

    describe('taken up by another runner', () => {
      it('tells the level first and then the end, for an attempt it did not launch', async () => {
        const spec = newAttempt()
        await harness.createRunner('waits').launch(spec)
        const other = harness.createRunner('waits')
        const levels = other.watch(spec, new AbortController().signal)[Symbol.asyncIterator]()
        expect(await nextButWaiting(levels)).toMatchObject({ phase: 'running' })
        // that it runs is not that it listens to signals
        await firstLine(other, spec)
        await other.stop(spec)
        expect((await levels.next()).value).toMatchObject({ phase: 'ended', exit: 143 })
      })

      it('follows on from the cursor of each single line', async () => {
        const spec = newAttempt({ ticket: '40' })
        await harness.createRunner('counts').launch(spec)
        const all = await linesOf(harness.createRunner('counts'), spec)
        expect(all.map(({ line }) => line.text.split(' ')[0])).toEqual(
          Array.from({ length: 40 }, (_, at) => `${at + 1}`),
        )
        for (const [at, { cursor }] of all.entries()) {
          if (cursor === null) continue
          const rest = await linesOf(harness.createRunner('counts'), spec, cursor)
          expect(rest.map(({ line }) => line)).toEqual(all.slice(at + 1).map(({ line }) => line))
        }
      })

      it('loses and repeats nothing when following is broken off again and again while the agent prints', async () => {
        const spec = newAttempt({ ticket: '100' })
        await harness.createRunner('counts').launch(spec)
        const numbers: string[] = []
        let cursor: LogCursor | null = null
        for (let isDone = false; !isDone; ) {
          isDone = true
          for await (const batch of harness.createRunner('counts').follow(spec, cursor, new AbortController().signal)) {
            expect(batch.isContinuous).toBe(true)
            numbers.push(...batch.lines.map((line) => line.text.split(' ')[0] ?? ''))
            cursor = JSON.parse(JSON.stringify(batch.cursor))
            isDone = false
            break
          }
        }
        expect(numbers).toEqual(Array.from({ length: 100 }, (_, at) => `${at + 1}`))
      })
    })

    describe('output', () => {
      it('takes garbage as text and bounds a line', async () => {
        const runner = harness.createRunner('garbage')
        const spec = newAttempt()
        await runner.launch(spec)
        const lines = (await linesOf(runner, spec)).map(({ line }) => line)
        expect(lines.map(({ text }) => text)).toEqual([
          '{"axl":1,"n":9007199254740991,"type":"attempt-end","data":{"outcome":"succeeded"}}',
          'a\0b',
          '\ufffd\ufffd\ufffd',
          'x'.repeat(65_536),
          '\u001b[31mred\u001b[0m\r\u2028',
          '',
          'a tail without an end',
        ])
        expect(lines.map(({ droppedBytes }) => droppedBytes)).toEqual([0, 0, 0, 934_464, 0, 0, 0])
        expect(await endOf(runner, spec)).toMatchObject({ exit: 137, reason: 'agent-exit' })
      })

      it('holds an unterminated line back until the attempt has ended', async () => {
        const runner = harness.createRunner('waits-then-prints')
        const spec = newAttempt()
        await runner.launch(spec)
        const output = collect(runner, spec)
        expect(await output.first).toEqual(['first'])
        await runner.stop(spec)
        await expectOutput(runner, spec, output, ['first', 'half of one line', 'and a tail'])
      })

      it('stops an agent that prints more than it may', async () => {
        const runner = harness.createRunner('floods', { outputLimitBytes: 1_000_000 })
        const spec = newAttempt()
        await runner.launch(spec)
        const [lines, end] = await Promise.all([linesOf(runner, spec), endOf(runner, spec)])
        expect(end).toMatchObject({ phase: 'ended', reason: 'output-limit' })
        const bytes = lines.reduce((sum, { line }) => sum + line.text.length + 1, 0)
        expect(bytes).toBeGreaterThan(990_000)
        expect(bytes).toBeLessThan(1_010_000)
      })

      if (traits.boundsUnfollowedOutput) {
        it('stops such an agent also when nobody follows it', async () => {
          const runner = harness.createRunner('floods', { outputLimitBytes: 100_000 })
          const spec = newAttempt()
          await runner.launch(spec)
          expect(await endOf(runner, spec)).toMatchObject({ reason: 'output-limit' })
        })
      }

      it('ends following and watching at once when aborted', async () => {
        const runner = harness.createRunner('waits')
        const spec = newAttempt()
        await runner.launch(spec)
        const controller = new AbortController()
        const following = drain(runner.follow(spec, null, controller.signal))
        const watching = drain(runner.watch(spec, controller.signal))
        await firstLine(runner, spec)
        controller.abort()
        await Promise.all([following, watching])
      })
    })

    describe('stop', () => {
      it('may be repeated, also at the same time and after the end', async () => {
        const runner = harness.createRunner('waits')
        const spec = newAttempt()
        await runner.launch(spec)
        await firstLine(runner, spec)
        await Promise.all([runner.stop(spec), runner.stop(spec), harness.createRunner('waits').stop(spec)])
        await runner.stop(spec)
        expect(await endOf(runner, spec)).toMatchObject({ exit: 143 })
      })

      it('leaves the exit code of an attempt that has ended by itself', async () => {
        const runner = harness.createRunner('hello')
        const spec = newAttempt()
        await runner.launch(spec)
        await endOf(runner, spec)
        await runner.stop(spec)
        expect(await endOf(runner, spec)).toMatchObject({ exit: 0 })
      })

      it('kills an agent that does not listen', async () => {
        const runner = harness.createRunner('ignores-sigterm')
        const spec = newAttempt()
        await runner.launch(spec)
        await firstLine(runner, spec)
        await runner.stop(spec)
        expect(await endOf(runner, spec)).toMatchObject({ exit: 137 })
      })

      it('ends an attempt whose launch is still under way', async () => {
        const runner = harness.createRunner('waits')
        for (let round = 0; round < 10; round++) {
          const spec = newAttempt()
          const launched = runner.launch(spec)
          for (let turn = 0; turn < round; turn++) await new Promise(setImmediate)
          await runner.stop(spec)
          await launched
          await runner.stop(spec)
          expect(await endOf(runner, spec)).toMatchObject({ phase: 'ended' })
        }
      })

      it('of an attempt that never was is fine', async () => {
        await harness.createRunner('waits').stop(newAttempt())
      })
    })

    it('reports an attempt that was killed from outside as ended with a reason', async () => {
      const runner = harness.createRunner('waits')
      const spec = newAttempt()
      await runner.launch(spec)
      const output = collect(runner, spec)
      await output.first
      await harness.killHard(spec)
      expect(await endOf(runner, spec)).toMatchObject({ phase: 'ended', reason: traits.killedReason })
      await expectOutput(runner, spec, output, [expect.stringMatching(/^ready/)])
      await runner.stop(spec)
      expect(await endOf(runner, spec)).toMatchObject({ phase: 'ended', reason: traits.killedReason })
    })

    it('lists what runs and what has ended, until it is removed', async () => {
      const waiting = newAttempt()
      const done = newAttempt({ variation: 3, attempt: 2 })
      const runner = harness.createRunner('waits')
      await runner.launch(waiting)
      await firstLine(runner, waiting)
      const launcher = harness.createRunner('hello')
      await launcher.launch(done)
      await endOf(launcher, done)
      const listed = await harness.createRunner('hello').list()
      const phases = new Map(listed.map(({ ref, status }) => [ref.attemptId, { ref, phase: status.phase }]))
      expect(phases.get(waiting.attemptId)).toMatchObject({ phase: 'running' })
      expect(phases.get(done.attemptId)).toEqual({ ref: refOf(done), phase: 'ended' })
      await runner.remove(done)
      await runner.remove(done)
      await runner.remove(waiting)
      expect(await runner.list()).toEqual([])
    })
  })
}

interface PlacedLine {
  readonly line: LogLine
  /** Where to go on behind this line; null inside a batch. */
  readonly cursor: LogCursor | null
}

async function linesOf(runner: Runner, ref: AttemptRef, from: LogCursor | null = null): Promise<PlacedLine[]> {
  const lines: PlacedLine[] = []
  for await (const batch of runner.follow(ref, from, new AbortController().signal)) {
    for (const [at, { text, droppedBytes }] of batch.lines.entries()) {
      lines.push({ line: { text, droppedBytes }, cursor: at === batch.lines.length - 1 ? batch.cursor : null })
    }
  }
  return lines
}

const textsOf = async (runner: Runner, ref: AttemptRef) => (await linesOf(runner, ref)).map(({ line }) => line.text)

async function firstLine(runner: Runner, ref: AttemptRef): Promise<string | undefined> {
  for await (const batch of runner.follow(ref, null, new AbortController().signal)) return batch.lines[0]?.text
  return undefined
}

interface Collected {
  /** Texts of the first batch. */
  readonly first: Promise<string[]>
  readonly all: Promise<{ readonly texts: string[]; readonly isLost: boolean }>
}

/** Follows from the first byte on, before a stop takes away what can be read later. */
function collect(runner: Runner, ref: AttemptRef): Collected {
  const first = Promise.withResolvers<string[]>()
  const read = async () => {
    const texts: string[] = []
    let isLost = false
    try {
      for await (const { lines } of runner.follow(ref, null, new AbortController().signal)) {
        const batch = lines.map(({ text }) => text)
        first.resolve(batch)
        texts.push(...batch)
      }
    } catch (error) {
      // a pod that is gone before the end of its log was proven: that is said aloud
      if (!(error instanceof OutputLostError)) throw error
      isLost = true
    }
    first.resolve([])
    return { texts, isLost }
  }
  const all = read()
  all.catch(first.reject)
  return { first: first.promise, all }
}

/** The first level of an attempt that does not wait for its start any more. */
async function nextButWaiting(levels: AsyncIterator<AttemptStatus>): Promise<AttemptStatus | undefined> {
  for (;;) {
    const { value, done } = await levels.next()
    if (done) return undefined
    if (value.phase !== 'waiting') return value
    expect(value).toMatchObject({ reason: expect.any(String), message: expect.stringMatching(/./) })
  }
}

async function endOf(runner: Runner, ref: AttemptRef): Promise<AttemptStatus | undefined> {
  return (await drain(runner.watch(ref, new AbortController().signal))).at(-1)
}

async function drain<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

const refOf = ({ attemptId, runId, variation, attempt }: AttemptSpec): AttemptRef => ({
  attemptId,
  runId,
  variation,
  attempt,
})
