import { until } from './bell.ts'
import type { ContainerLog, LogQuery } from './container-log.ts'

const PIECE_BYTES = 262_144
const NEWLINE = 10

/** A log that was rendered before, stamps included; nothing can be added. */
export function createCannedLog(bytes: Buffer): ContainerLog {
  const ended = Promise.withResolvers<void>()

  async function* read({ follow, since, limitBytes }: LogQuery, signal: AbortSignal): AsyncGenerator<Buffer> {
    const start = since === null ? 0 : offsetOf(bytes, since)
    const end = Math.min(bytes.length, start + (limitBytes ?? bytes.length))
    for (let at = start; at < end && !signal.aborted; at += PIECE_BYTES) {
      yield bytes.subarray(at, Math.min(end, at + PIECE_BYTES))
    }
    if (!follow || signal.aborted) return
    await until(signal, (wake) => {
      void ended.promise.then(wake)
      return () => {}
    })
  }

  return { append() {}, rotate() {}, tail: () => '', end: () => ended.resolve(), read }
}

function offsetOf(bytes: Buffer, since: string): number {
  for (let at = 0; at < bytes.length; at = bytes.indexOf(NEWLINE, at) + 1) {
    if (bytes.toString('latin1', at, at + since.length) >= since) return at
    if (bytes.indexOf(NEWLINE, at) === -1) break
  }
  return bytes.length
}

/** `lines` lines of `text`, numbered from 1 in place of `#`, `perSecond` to a second from `from` on. */
export function renderLog(options: {
  readonly lines: number
  readonly text: string
  readonly perSecond: number
  readonly from: Date
}): Buffer {
  const { lines, text, perSecond, from } = options
  const startMs = from.getTime()
  const rendered: string[] = []
  for (let n = 1; n <= lines; n++) {
    const ns = Math.floor(((n - 1) / perSecond) * 1_000_000_000)
    const second = new Date(startMs + Math.floor(ns / 1_000_000_000) * 1000).toISOString().slice(0, 20)
    rendered.push(`${second}${String(ns % 1_000_000_000).padStart(9, '0')}Z ${text.replace('#', String(n))}\n`)
  }
  return Buffer.from(rendered.join(''))
}
