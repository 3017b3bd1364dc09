import { setTimeout as delay } from 'node:timers/promises'
import { encodeLogLine } from '#contract/encode-line.ts'
import { readBatch } from '../../../../api/orchestrator/read-batch.ts'
import { type FollowOptions, followPodLog } from '../../../../api/runner/kubernetes/pod-log.ts'
import type { LogBatch, LogCursor } from '../../../../api/runner/runner.ts'
import { type Cut, FakeLog, randomOf } from './log-fake.ts'

export const quick: FollowOptions = {
  outputLimitBytes: Infinity,
  onLimit: () => undefined,
  idleProbeMs: 10,
  settleMs: 6,
  stallMs: 20,
  backoff: { minMs: 1, maxMs: 3 },
  checks: { most: 1000, refillMs: 1 },
}

export interface Weather {
  readonly rotations: boolean
  readonly clockJumps: boolean
  readonly plainText: boolean
}

/** An agent that prints, a node that misbehaves and an API that restarts, all from one seed; gives what was read. */
export async function race(seed: number, weather: Weather) {
  const random = randomOf(seed)
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const hows: Cut[] = ['reset', 'end', 'silence']
  const cutRate = random() * 0.5
  const log = new FakeLog({
    random,
    largestChunk: 1 + upTo(400),
    cut: ({ follow }) => {
      if (random() >= cutRate) return null
      const how = hows[upTo(2)] ?? 'reset'
      // an answer that is cut short and looks whole is rare: two in a row are taken for a log that was rotated
      return { afterBytes: upTo(3000), how: !follow && how === 'end' && random() < 0.9 ? 'reset' : how }
    },
  })
  const batches: LogBatch[] = []
  let restart = new AbortController()
  const follow = async () => {
    let cursor: LogCursor | null = null
    for (;;) {
      restart = new AbortController()
      for await (const batch of followPodLog(log, cursor, { ...quick, random }, restart.signal)) {
        batches.push(batch)
        cursor = JSON.parse(JSON.stringify(batch.cursor))
        if (random() < 0.1) await new Promise(setImmediate)
        if (restart.signal.aborted) break
      }
      if (!restart.signal.aborted) return
    }
  }
  const following = follow()
  let n = 0
  const steps: (() => void)[] = [
    () => log.cutAll(hows[upTo(2)] ?? 'reset'),
    () => log.refusals.push(...[404, 400, 429, 500].slice(0, upTo(3))),
    () => restart.abort(),
    ...(weather.rotations ? [() => log.rotate(), () => log.rotate()] : []),
    ...(weather.clockJumps ? [() => log.tick(-BigInt(upTo(20_000)) * 1_000_000n)] : []),
  ]
  for (let step = 0; step < 60; step++) {
    for (let lines = upTo(12); lines > 0; lines--) {
      if (weather.plainText && random() < 0.3) log.print(`plain ${log.printed.length} é`)
      else log.print(encodeLogLine(++n, { type: 'thought-delta', data: { text: `thought ${n}`, pass: 1 } }))
      const pace = random()
      if (pace > 0.4) log.tick(BigInt(upTo(pace > 0.9 ? 3_000_000_000 : pace > 0.7 ? 2_000_000 : 3)))
    }
    if (random() < 0.4) steps[upTo(steps.length - 1)]?.()
    for (let turns = upTo(6); turns > 0; turns--) await new Promise(setImmediate)
    if (random() < 0.3) await delay(1 + upTo(4))
  }
  if (random() < 0.3) log.print('a tail', false)
  log.end()
  await following
  return { log, batches, n }
}

/** What the reader of the batches makes of them: kept numbers, plain lines, and how many are told as lost. */
export function ledger(batches: readonly LogBatch[]) {
  const numbers: number[] = []
  const plain: string[] = []
  let lost = 0
  let lastN = 0
  for (const batch of batches) {
    const reading = readBatch(batch, lastN)
    lastN = reading.lastN
    for (const event of Buffer.from(reading.packed.bytes).toString().split('\n')) {
      const thought = event.startsWith('thought-delta ') ? event.slice(14) : event
      if (thought.startsWith('{')) numbers.push(Number(JSON.parse(thought).text.split(' ')[1]))
      if (event.startsWith('log-gap ')) lost += JSON.parse(event.slice(8)).lines
      if (event.startsWith('log ')) plain.push(...JSON.parse(event.slice(4)).text.split('\n'))
    }
  }
  return { numbers, plain, lost, lastN }
}
