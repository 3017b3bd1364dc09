import type { Command } from 'commander'
import { MAX_VARIATIONS } from '#contract/limits.ts'
import { collectNumbers } from '../arguments.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { runIdOf } from '../find-run.ts'
import { runView } from '../run-view.ts'
import type { Host } from '../session.ts'
import { count } from '../words.ts'
import { work } from './action.ts'

interface LaneOptions {
  readonly variation?: number[]
}

const numbers = collectNumbers(0, MAX_VARIATIONS - 1)

export function addCancelCommand(program: Command, host: Host): void {
  const command = program
    .command('cancel')
    .summary('stop a run')
    .description('Stops what is unfinished in a run, or only some of its variations. It may be repeated.')
    .argument('<run>', 'its id, or last')
    .option('-v, --variation <index>', 'only this one, from 0; may be repeated', numbers)
  work<LaneOptions>(host, command, async (session, { variation }, [named = '']) => {
    const { signal, terminal } = session
    const client = await session.client()
    const id = await runIdOf(client, named)
    if (variation === undefined) await client.runs.cancel(id, { signal })
    for (const index of variation ?? []) await client.runs.cancelVariation(id, index, { signal })
    await session.print(runView(await client.runs.get(id, { signal }), terminal.out.colours))
    session.say(`Asked ${variation === undefined ? 'all variations' : count(variation.length, 'variation')} to stop.`)
    return undefined
  })
}

export function addRetryCommand(program: Command, host: Host): void {
  const command = program
    .command('retry')
    .summary('try variations again')
    .description('Tries again what failed or was cancelled in a run, or the variations you name, also good ones.')
    .argument('<run>', 'its id, or last')
    .option('-v, --variation <index>', 'this one, whatever became of it, from 0; may be repeated', numbers)
  work<LaneOptions>(host, command, async (session, { variation }, [named = '']) => {
    const { signal, terminal } = session
    const client = await session.client()
    const id = await runIdOf(client, named)
    const run = await client.runs.get(id, { signal })
    const ended = run.variations.filter(({ state }) => state === 'failed' || state === 'cancelled')
    const chosen = variation ?? ended.map(({ index }) => index)
    if (chosen.length === 0) {
      throw new CliError(
        `Nothing has failed in run ${id}: name a variation with -v to make it once more.`,
        exitCodes.refused,
      )
    }
    for (const index of chosen) await client.runs.retry(id, index, { signal })
    await session.print(runView(await client.runs.get(id, { signal }), terminal.out.colours))
    session.say(`Trying ${count(chosen.length, 'variation')} again. Follow it with axoloom logs ${id} -f`)
    return undefined
  })
}
