import { until } from './bell.ts'

/** What a container printed, as the node keeps it and the kubelet reads it. */
export interface ContainerLog {
  append(stream: 'stdout' | 'stderr', bytes: Buffer): void
  /** The container has ended: what stands without a newline is written, and followers end. */
  end(): void
  /** Moves on to a new file, as the kubelet does when one is full. */
  rotate(): void
  /** The last lines, as a kubelet takes them for the termination message. */
  tail(): string
  read(query: LogQuery, signal: AbortSignal): AsyncIterable<Buffer>
}

export interface LogQuery {
  readonly follow: boolean
  readonly timestamps: boolean
  /** Stamps below it are left out; as stamps are written, in UTC. */
  readonly since: string | null
  readonly tailLines: number | null
  readonly limitBytes: number | null
}

export interface ContainerLogOptions {
  /** The kubelet's containerLogMaxSize is 10Mi. */
  readonly rotateBytes?: number
  /** What a follower has not read when a file is rotated is lost to it, as it is when the kubelet is late. */
  readonly losesUnread?: boolean
  /** Stamps are cut to multiples of this, so that many records share one. */
  readonly stampStepNs?: number
}

interface LogRecord {
  readonly stamp: string
  readonly bytes: Buffer
  readonly isPartial: boolean
}

interface LogFile {
  readonly records: LogRecord[]
  bytes: number
}

// containerd's max_container_log_line_size
const FRAGMENT_BYTES = 16_384
// the kubelet's limits for a termination message from a log
const TAIL_LINES = 80
const TAIL_BYTES = 2048
// `<stamp> stdout F ` and the newline, which count for rotation
const RECORD_OVERHEAD = 41
const READ_BYTES = 65_536
const NEWLINE = 10
const lineEnd = Buffer.from([NEWLINE])

export function createContainerLog(options: ContainerLogOptions = {}): ContainerLog {
  const { rotateBytes = 10_485_760, losesUnread = false, stampStepNs = 1 } = options
  const stampOf = createStamps(stampStepNs)
  const cutters = { stdout: createCutter(write), stderr: createCutter(write) }
  const waiting = new Set<() => void>()
  let file: LogFile = { records: [], bytes: 0 }
  let isEnded = false

  const wake = () => {
    for (const resolve of waiting) resolve()
  }

  function rotate(): void {
    file = { records: [], bytes: 0 }
    wake()
  }

  function write(bytes: Buffer, isPartial: boolean): void {
    if (file.bytes >= rotateBytes) rotate()
    file.records.push({ stamp: stampOf(), bytes, isPartial })
    file.bytes += bytes.length + RECORD_OVERHEAD
  }

  const changed = (signal: AbortSignal) =>
    until(signal, (wakeUp) => {
      waiting.add(wakeUp)
      return () => waiting.delete(wakeUp)
    })

  async function* read(query: LogQuery, signal: AbortSignal): AsyncGenerator<Buffer> {
    const writer = createWriter(query)
    let open = file
    let at = query.tailLines === null ? 0 : Math.max(0, open.records.length - query.tailLines)
    while (!signal.aborted && !writer.isFull()) {
      if (losesUnread && open !== file) [open, at] = [file, 0]
      if (at < open.records.length) {
        const { bytes, next } = writer.take(open.records, at)
        at = next
        if (bytes.length > 0) yield bytes
      } else if (open !== file && query.follow) {
        // the newest file, whatever was written to others in between
        ;[open, at] = [file, 0]
      } else if (!query.follow || isEnded) {
        return
      } else {
        await changed(signal)
      }
    }
  }

  return {
    append(stream, bytes) {
      cutters[stream].push(bytes)
      wake()
    },
    end() {
      cutters.stdout.end()
      cutters.stderr.end()
      isEnded = true
      wake()
    },
    rotate,
    tail: () => tailOf(file.records),
    read,
  }
}

function tailOf(records: readonly LogRecord[]): string {
  const parts = records.slice(-TAIL_LINES).flatMap(({ bytes, isPartial }) => (isPartial ? [bytes] : [bytes, lineEnd]))
  return Buffer.concat(parts).subarray(-TAIL_BYTES).toString()
}

/** Records to the bytes of an answer: a stamp at the beginning of a line, none in front of its further fragments. */
function createWriter({ timestamps, since, limitBytes }: LogQuery) {
  let isLineStart = true
  let room = limitBytes ?? Number.POSITIVE_INFINITY

  return {
    isFull: () => room <= 0,
    take(records: readonly LogRecord[], from: number): { bytes: Buffer; next: number } {
      const parts: Buffer[] = []
      let size = 0
      let at = from
      for (; at < records.length && size < READ_BYTES; at++) {
        const { stamp, bytes, isPartial } = records[at]!
        const prefix = timestamps && isLineStart ? `${stamp} ` : ''
        // a fragment that is left out counts too: the next one has no stamp; an empty one counts as a line of its own
        isLineStart = !isPartial || bytes.length === 0
        if (since !== null && stamp < since) continue
        parts.push(Buffer.from(prefix, 'latin1'), bytes)
        if (!isPartial) parts.push(lineEnd)
        size += prefix.length + bytes.length + 1
      }
      const taken = Buffer.concat(parts)
      const kept = taken.length > room ? taken.subarray(0, room) : taken
      room -= kept.length
      return { bytes: kept, next: at }
    },
  }
}

/** Cuts one stream into lines and fragments of lines, as containerd does. */
function createCutter(write: (bytes: Buffer, isPartial: boolean) => void) {
  let held: Buffer = Buffer.alloc(0)

  function hold(bytes: Buffer): void {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
    while (held.length > FRAGMENT_BYTES) {
      write(held.subarray(0, FRAGMENT_BYTES), true)
      held = held.subarray(FRAGMENT_BYTES)
    }
  }

  return {
    push(bytes: Buffer) {
      let from = 0
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
        hold(bytes.subarray(from, at))
        write(held, false)
        held = Buffer.alloc(0)
        from = at + 1
      }
      if (from < bytes.length) hold(bytes.subarray(from))
    },
    end() {
      if (held.length > 0) write(held, true)
      held = Buffer.alloc(0)
    },
  }
}

/** RFC 3339 with nine digits, never falling. */
export function createStamps(stepNs = 1): () => string {
  const offset = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint()
  const step = BigInt(stepNs)
  let second = -1n
  let prefix = ''
  return () => {
    const exact = process.hrtime.bigint() + offset
    const now = exact - (exact % step)
    if (now / 1_000_000_000n !== second) {
      second = now / 1_000_000_000n
      prefix = new Date(Number(second) * 1000).toISOString().slice(0, 20)
    }
    return `${prefix}${String(now % 1_000_000_000n).padStart(9, '0')}Z`
  }
}
