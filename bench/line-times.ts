/** How long after it was printed each line came; the printer writes the time into its text. */
export interface LineTimes {
  /** Copies it: the memory may be used again. */
  take(bytes: Buffer): void
  /** Pods of which a line has come. */
  lanes(): number
  /** Lines that are printed from now on count. */
  begin(): void
  /** The time of each line that counted, ms. Throws when a line was lost or came twice, or none of some pod counted. */
  end(): readonly number[]
}

// As programs/fake-cluster.ts prints it: the same text, whatever is around it.
const LINE = /"text":"lane (\d+) line (\d+) at (\d+) /g

/** Times of one stream of lines or events. */
export function createLineTimes(): LineTimes {
  const last = new Map<string, number>()
  const counted = new Set<string>()
  const ms: number[] = []
  let rest = ''
  let unread: { readonly chunk: Buffer; readonly nowNs: number }[] = []
  let fromNs = Number.POSITIVE_INFINITY
  let fault: string | null = null

  function count(lane: string, n: number, printedNs: number, nowNs: number): void {
    const before = last.get(lane)
    if (before !== undefined && n !== before + 1) fault ??= `lane ${lane}: line ${n} came behind ${before}`
    last.set(lane, n)
    if (printedNs < fromNs) return
    ms.push((nowNs - printedNs) / 1e6)
    counted.add(lane)
  }

  function read(): void {
    for (const { chunk, nowNs } of unread) {
      const text = rest + chunk.toString('latin1')
      const end = text.lastIndexOf('\n') + 1
      rest = text.slice(end)
      for (const [, lane = '', n, at] of text.slice(0, end).matchAll(LINE)) count(lane, Number(n), Number(at), nowNs)
    }
    unread = []
  }

  return {
    // read later: what comes next must not have to wait for that
    take(bytes) {
      // a double holds nanoseconds for the first 104 days of a machine
      const nowNs = Number(process.hrtime.bigint())
      unread.push({ chunk: Buffer.from(bytes), nowNs })
    },
    lanes() {
      read()
      return last.size
    },
    begin() {
      read()
      fromNs = Number(process.hrtime.bigint())
    },
    end() {
      read()
      if (fault !== null) throw new Error(fault)
      if (counted.size < last.size) throw new Error(`${counted.size} lanes of ${last.size} went on`)
      return ms
    },
  }
}
