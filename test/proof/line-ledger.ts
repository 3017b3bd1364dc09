import { get, type IncomingMessage } from 'node:http'
import { encodeLogLine } from '#contract/encode-line.ts'
import type { RunEvent } from '#contract/event.ts'

/** The n-th line of an agent, from 1, which a ledger knows again. */
export function numberedLine(n: number): string {
  return encodeLogLine(n, { type: 'thought-delta', data: { text: `line ${n} of its kind`, pass: 1 } })
}

/** Keeps the books of one reader of a run whose agents print numbered lines, whatever their number. */
export interface LineLedger {
  take(event: RunEvent): void
  /** Lines so far, of all lanes. */
  lines(): number
  /** Whether the run's end was read. */
  isEnded(): boolean
  /** What came that should not have, or not in its turn; at the end, what did not come: `lanes` of `each` lines. */
  violations(lanes: number, each: number): string[]
}

export function createLineLedger(): LineLedger {
  const counts = new Map<number, number>()
  const found: string[] = []
  let lastSeq = 0
  let ends = 0
  let isEnded = false

  function takeLine(lane: number, text: string): void {
    const n = (counts.get(lane) ?? 0) + 1
    if (text !== `line ${n} of its kind`) found.push(`lane ${lane}: "${text}" came where line ${n} was due`)
    counts.set(lane, Number(/^line (\d+) /.exec(text)?.[1] ?? n))
  }

  return {
    take({ seq, variation, type, data }) {
      if (seq !== lastSeq + 1) found.push(`event ${seq} came behind ${lastSeq}`)
      lastSeq = seq
      if (type === 'thought-delta') takeLine(variation ?? -1, data.text)
      if (type === 'log' || type === 'log-gap') found.push(`lane ${variation} has a ${type}: ${JSON.stringify(data)}`)
      if (type === 'attempt-end') ends++
      if (type === 'run-end') isEnded = true
    },
    lines: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    isEnded: () => isEnded,
    violations: (lanes, each) => [
      ...found,
      ...Array.from({ length: lanes }, (_, lane) => counts.get(lane) ?? 0).flatMap((count, lane) =>
        count === each ? [] : [`lane ${lane} has ${count} of ${each} lines`],
      ),
      ...(ends === lanes ? [] : [`${ends} attempts of ${lanes} ended`]),
    ],
  }
}

/** Reads a run's stream from its first event to its end into the ledger. Throws when the stream breaks. */
export async function readIntoLedger(url: string, ledger: LineLedger): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = get(`${url}?until=end`, { headers: { accept: 'application/x-ndjson' }, agent: false }, resolve)
  request.on('error', reject)
  const response = await promise
  if (response.statusCode !== 200) throw new Error(`the stream answered ${response.statusCode}`)
  let rest = ''
  for await (const chunk of response.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') ledger.take(JSON.parse(line) as RunEvent)
  }
}
