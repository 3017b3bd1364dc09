import { type Command, Option } from 'commander'
import type { Strength } from '#contract/event.ts'
import { collect } from '../arguments.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { runIdOf } from '../find-run.ts'
import { textArgument } from '../read-input.ts'
import type { Host } from '../session.ts'
import { work } from './action.ts'
import { variationIndex } from './pick.ts'
import { type MakeOptions, startRun, withMakeOptions } from './run.ts'

interface VaryOptions extends MakeOptions {
  readonly strength?: Strength
  readonly keep?: string[]
  readonly brief?: string
}

export function addVaryCommand(program: Command, host: Host): void {
  const command = program
    .command('vary')
    .summary('start a run that grows from a picture')
    .description('Starts a run that grows from a variation of another: its pick, unless you name one.')
    .argument('<run>', 'its id, or last')
    .argument('[variation]', 'its index, from 0; the pick unless given')
    .option('--brief <text>', 'another brief than that of the run; - for standard input')
    .addOption(new Option('--strength <strength>', 'how far to go').choices(['subtle', 'strong']))
    .option('--keep <trait>', 'what must not change, such as palette or pose; may be repeated', collect)
  work<VaryOptions>(host, withMakeOptions(command), async (session, options, [named = '', index]) => {
    const client = await session.client()
    const run = await client.runs.get(await runIdOf(client, named), { signal: session.signal })
    const variation = index === undefined ? run.pick?.variation : variationIndex(index)
    if (variation === undefined) {
      throw new CliError(
        `Run ${run.id} has no pick: name the variation to grow from, or pick one with axoloom pick ${run.id}.`,
        exitCodes.usage,
      )
    }
    const { strength, keep, brief } = options
    const parent = { run: run.id, variation, ...(strength ? { strength } : {}), ...(keep ? { keep } : {}) }
    return startRun(session, options, {
      brief: brief === undefined ? run.brief : await textArgument(brief, host.stdin),
      parents: [parent],
    })
  })
}
