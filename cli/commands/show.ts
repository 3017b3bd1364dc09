import type { Command } from 'commander'
import type { Run } from '#contract/api.ts'
import { runIdOf } from '../find-run.ts'
import { followRun } from '../follow-run.ts'
import { runView, stateWord } from '../run-view.ts'
import type { Host, Session } from '../session.ts'
import { showPictures } from '../show-pictures.ts'
import { oneLine } from '../text.ts'
import { between } from '../words.ts'
import { work } from './action.ts'

export function addShowCommand(program: Command, host: Host): void {
  const command = program
    .command('show')
    .summary('show a run and its variations')
    .description('Shows a run and its variations; * marks the pick.')
    .argument('<run>', 'its id, or last')
    .option('-f, --follow', 'show its lanes live until it ends')
  work<{ follow?: boolean }>(host, command, async (session, { follow }, [named = '']) => {
    const client = await session.client()
    const id = await runIdOf(client, named)
    if (follow) return followRun(session, client, id)
    const run = await client.runs.get(id, { signal: session.signal })
    if (session.format === 'table' || session.format === 'wide') session.write(headOf(session, run))
    await session.print(runView(run, session.terminal.out.colours))
    await showPictures(session, client, run)
    return undefined
  })
}

function headOf({ terminal }: Session, run: Run): string {
  const { colours } = terminal.out
  const took = run.endedAt === null ? '' : ` in ${between(run.createdAt, run.endedAt)}`
  const note = run.pick?.note ? `: ${oneLine(run.pick.note)}` : ''
  const pick = run.pick === null ? '' : `, picked ${run.pick.variation}${note}`
  return `${colours.bold(oneLine(run.brief))}\n${run.id} ${stateWord(run.state, colours)}${took}${pick}\n\n`
}
