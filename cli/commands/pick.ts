import type { Command } from 'commander'
import { MAX_VARIATIONS } from '#contract/limits.ts'
import { wholeNumber } from '../arguments.ts'
import { usageError } from '../cli-error.ts'
import { runIdOf } from '../find-run.ts'
import type { Host } from '../session.ts'
import { work } from './action.ts'

interface PickOptions {
  readonly note?: string
  readonly none?: boolean
}

export function addPickCommand(program: Command, host: Host): void {
  const command = program
    .command('pick')
    .summary('pick a variation')
    .description('Picks the variation you like best, or takes the pick back.')
    .argument('<run>', 'its id, or last')
    .argument('[variation]', 'its index, from 0')
    .option('--note <text>', 'why')
    .option('--none', 'take the pick back')
  work<PickOptions>(host, command, async (session, { note, none }, [named = '', index]) => {
    const { signal } = session
    if ((none === true) === (index !== undefined)) {
      throw usageError('Name the variation to pick by its index from 0, or give --none to take the pick back.')
    }
    const variation = index === undefined ? null : variationIndex(index)
    const client = await session.client()
    const id = await runIdOf(client, named)
    if (variation === null) {
      await client.runs.unpick(id, { signal })
      session.say(`Nothing is picked in run ${id} now.`)
      return undefined
    }
    const pick = await client.runs.pick(id, variation, note, { signal })
    await session.print({
      columns: [
        { title: 'RUN', cell: () => id },
        { title: 'VARIATION', cell: (row) => String(row.variation) },
        { title: 'ATTEMPT', cell: (row) => String(row.attempt) },
        { title: 'NOTE', isElastic: true, cell: (row) => row.note ?? '-' },
      ],
      rows: [pick],
      id: () => id,
      data: pick,
    })
    session.say(`Go on from it with axoloom vary ${id}`)
    return undefined
  })
}

/** The index of a variation. Throws CliError for anything else. */
export function variationIndex(text: string): number {
  try {
    return wholeNumber(0, MAX_VARIATIONS - 1)(text)
  } catch (cause) {
    throw usageError(`${text} is no variation: give its index from 0 to ${MAX_VARIATIONS - 1}.`, { cause })
  }
}
