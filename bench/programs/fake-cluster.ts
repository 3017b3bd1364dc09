import { once } from 'node:events'
import { encodeLogLine } from '#contract/encode-line.ts'
import { renderLog } from '../../test/support/fake-kube/canned-log.ts'
import type { ContainerPlay } from '../../test/support/fake-kube/container.ts'
import { startFakeKube } from '../../test/support/fake-kube/fake-kube.ts'
import { type Metronome, startMetronome } from './metronome.ts'

// The API server that both sides of a figure read from: `full <lines>` has each pod's whole log ready, as fast as it is
// taken; `paced <lines a second>` lets each pod print at that rate, each line at a moment of its own, with that time in its
// text.

/** As long as an agent's words usually make a line: 114 bytes for the numbers in the middle of the log. */
const WORDS = 'gills like a small fern, lit by the lantern '
/** So that no two lines of a pod have one stamp, as it is with a real node. */
const STAMPS_A_SECOND = 10_000
/** Pods that may print at a pace. */
const MAX_PODS = 20
/** 128 + SIGTERM. */
const STOPPED = 143

function pacedPod(metronome: Metronome, lane: number): ContainerPlay {
  return {
    async print(log, signal) {
      let n = 0
      metronome.set(lane, () => {
        n++
        const text = `lane ${lane} line ${n} at ${process.hrtime.bigint()} `.padEnd(WORDS.length)
        log.append('stdout', Buffer.from(`${encodeLogLine(n, { type: 'thought-delta', data: { text, pass: 1 } })}\n`))
      })
      if (!signal.aborted) await once(signal, 'abort')
      metronome.stop(lane)
      return STOPPED
    },
  }
}

const [kind = '', count = '0'] = process.argv.slice(2)
const plays: Readonly<Record<string, () => () => ContainerPlay>> = {
  full: () => {
    const text = encodeLogLine(0, { type: 'thought-delta', data: { text: WORDS, pass: 1 } })
    const marked = text.replace('"n":0', '"n":#')
    const canned = renderLog({
      lines: Number(count),
      text: marked,
      perSecond: STAMPS_A_SECOND,
      from: new Date(),
    })
    return () => ({ canned, exit: null })
  },
  paced: () => {
    const metronome = startMetronome({ lanes: MAX_PODS, periodMs: 1000 / Number(count) })
    let pods = 0
    return () => pacedPod(metronome, pods++)
  },
}

const play = plays[kind]?.()
if (play === undefined) throw new Error(`There is no kind of log called "${kind}".`)
const kube = await startFakeKube({ program: play })
const { kubeconfig, namespace, requests } = kube
process.send?.({ kubeconfig, namespace })

// Any message asks for the time of the first read of a log since the last message.
let seen = 0
process.on('message', () => {
  const reads = requests.filter(({ verb, atMs }) => verb === 'log' && atMs > seen)
  seen = performance.now()
  const sinceNs = process.hrtime.bigint()
  const firstMs = reads[0]?.atMs
  process.send?.({
    firstReadNs: firstMs === undefined ? null : String(sinceNs - BigInt(Math.round((seen - firstMs) * 1e6))),
  })
})
process.on('disconnect', () => {
  void kube.close().then(() => process.exit(0))
})
