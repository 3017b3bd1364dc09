import { type Command, Option } from 'commander'
import type { RunState, RunSummary } from '#contract/api.ts'
import { wholeNumber } from '../arguments.ts'
import { runListView } from '../run-view.ts'
import type { Host } from '../session.ts'
import { work } from './action.ts'

interface ListOptions {
  readonly state?: RunState
  readonly search?: string
  readonly limit: number
}

const PAGE = 100

export function addRunsCommand(program: Command, host: Host): void {
  const command = program
    .command('runs')
    .summary('list runs')
    .description('Lists runs, the newest first.')
    .addOption(
      new Option('--state <state>', 'only those').choices(['running', 'succeeded', 'partial', 'failed', 'cancelled']),
    )
    .option('--search <words>', 'only those whose brief has these words')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 100_000), 20)
  work<ListOptions>(host, command, async (session, { state, search, limit }) => {
    const { signal, terminal } = session
    const client = await session.client()
    const query = { state: state ?? null, q: search ?? null, limit: Math.min(limit, PAGE) }
    const runs: RunSummary[] = []
    for await (const run of client.runs.each(query, { signal })) {
      runs.push(run)
      if (runs.length >= limit) break
    }
    await session.print(runListView(runs, terminal.out.colours, host.now()))
    return undefined
  })
}
