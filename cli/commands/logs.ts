import type { Command } from 'commander'
import type { RunEvent } from '#contract/event.ts'
import { MAX_VARIATIONS } from '#contract/limits.ts'
import { collectNumbers, moment, wholeNumber } from '../arguments.ts'
import { runIdOf } from '../find-run.ts'
import { LineTeller } from '../lanes/line-teller.ts'
import { prefix } from '../lanes/race-view.ts'
import type { Host, Session } from '../session.ts'
import { work } from './action.ts'

interface LogOptions {
  readonly variation?: number[]
  readonly follow?: boolean
  readonly since?: number
  readonly tail?: number
  readonly timestamps?: boolean
}

/** Longest `--tail`; the lines are held until all are read. */
const MOST_TAIL = 100_000

export function addLogsCommand(program: Command, host: Host): void {
  const command = program
    .command('logs')
    .summary('print what a run has said')
    .description('Prints what happened in a run, a line for each thing; with -o json each event as it is stored.')
    .argument('<run>', 'its id, or last')
    .option('-v, --variation <index>', 'only of this variation, from 0; may be repeated', numbers)
    .option('-f, --follow', 'go on until the run has ended')
    .option('--since <time>', 'only what is newer than 5m, 2h or a time', moment(host.now))
    .option('--tail <number>', 'only the last so many lines', wholeNumber(0, MOST_TAIL))
    .option('-t, --timestamps', 'put the time in front of each line')
  work<LogOptions>(host, command, async (session, options, [named = '']) => {
    const { signal } = session
    const client = await session.client()
    const id = await runIdOf(client, named)
    const { lastSeq } = await client.runs.get(id, { signal })
    const printer = openPrinter(session, options, lastSeq)
    if (options.follow) {
      host.noteOnInterrupt = `The run goes on: cancel it with axoloom cancel ${id}.`
    }
    for await (const event of client.runs.events(id, { until: options.follow ? 'end' : 'now', signal })) {
      printer.take(event)
    }
    printer.end()
    signal.throwIfAborted()
    return undefined
  })
}

const numbers = collectNumbers(0, MAX_VARIATIONS - 1)

interface Printer {
  take(event: RunEvent): void
  end(): void
}

/** Prints lines; with a tail only from where the stored log ends on, so that old lines are known to be the last. */
function openPrinter(session: Session, { variation, since, tail, timestamps }: LogOptions, lastSeq: number): Printer {
  const { format, terminal } = session
  const teller = new LineTeller()
  const held: string[] = []
  let isHolding = tail !== undefined

  const isWanted = (event: RunEvent): boolean =>
    (variation === undefined || (event.variation !== null && variation.includes(event.variation))) &&
    (since === undefined || Date.parse(event.at) >= since)
  const linesOf = (event: RunEvent): string[] =>
    format === 'json' ? [JSON.stringify(event)] : teller.tell(event).map(shown)
  const shown = ({ lane, at, text }: { lane: number | null; at: string; text: string }): string =>
    `${timestamps ? `${at} ` : ''}${prefix(lane, terminal.out.colours)} ${text}`
  const put = (lines: readonly string[]): void => {
    if (!isHolding) session.write(lines.map((line) => `${line}\n`).join(''))
    else held.splice(0, held.push(...lines) - (tail ?? 0))
  }
  const release = (): void => {
    if (!isHolding) return
    isHolding = false
    put(held)
  }

  return {
    take(event) {
      if (isWanted(event)) put(linesOf(event))
      if (event.seq >= lastSeq) release()
    },
    end() {
      release()
      put(format === 'json' ? [] : teller.rest().map(shown))
    },
  }
}
