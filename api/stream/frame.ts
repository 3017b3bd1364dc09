/** What an event says besides its number, before it has one. */
export interface EnvelopeFields {
  readonly run: string
  readonly variation: number | null
  readonly attempt: number | null
  readonly type: string
  readonly at: string
  readonly data: unknown
}

export interface BatchEnvelopeFields extends Pick<EnvelopeFields, 'type' | 'at' | 'data'> {
  readonly batch: string
  readonly row: number | null
}

/**
 * The JSON envelope of an event without its leading `{"seq":N,`, so that it is made once, before the number is known.
 * `run`, `type` and `at` are ours (an id, a closed list, a timestamp) and need no escaping; `data` is escaped, so that
 * no newline of any kind can reach a `data:` line.
 */
export function envelopeTail(fields: EnvelopeFields): string {
  const { run, variation, attempt, type, at, data } = fields
  return `"run":"${run}","variation":${variation},"attempt":${attempt},"type":"${type}","at":"${at}","data":${JSON.stringify(data)}}`
}

/** The same of an event of a batch, whose place is a row of it or the whole. */
export function batchEnvelopeTail(fields: BatchEnvelopeFields): string {
  const { batch, row, type, at, data } = fields
  return `"batch":"${batch}","row":${row},"type":"${type}","at":"${at}","data":${JSON.stringify(data)}}`
}

/** One event as an SSE block: `id`, `event` and the envelope on one `data` line. Byte-equal for every reader. */
export function encodeFrame(seq: number, type: string, tail: string): string {
  return `id: ${seq}${betweenNumbers(type)}${seq},${tail}\n\n`
}

/** What stands between the two places of a block's number. */
export function betweenNumbers(type: string): string {
  return `\nevent: ${type}\ndata: {"seq":`
}

/** Tells EventSource to come back after a second; a block of its own, so that event blocks stay equal. */
export const RETRY_BLOCK = 'retry: 1000\n\n'

/** Keeps proxies from cutting a quiet stream; a block of its own. */
export const HEARTBEAT_BLOCK = ': heartbeat\n\n'

const DATA = Buffer.from('\ndata: ')
const NEWLINE = 0x0a

/** Whole SSE blocks as JSON lines: the bytes of each `data` line with its newline, nothing else. */
export function dataLines(blocks: Buffer): Buffer {
  const lines = Buffer.allocUnsafe(blocks.length)
  let length = 0
  let at = blocks.indexOf(DATA)
  while (at !== -1) {
    const start = at + DATA.length
    const end = blocks.indexOf(NEWLINE, start) + 1
    if (end === 0) break
    length += blocks.copy(lines, length, start, end)
    at = blocks.indexOf(DATA, end)
  }
  return lines.subarray(0, length)
}
