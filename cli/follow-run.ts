import type { Run } from '#contract/api.ts'
import type { Client } from '#contract/client/client.ts'
import type { RunOutcome } from '#contract/event.ts'
import { type ExitCode, exitCodes } from './cli-error.ts'
import { endWord } from './lanes/event-line.ts'
import { lineView, liveView, type RaceView, silentView } from './lanes/race-view.ts'
import { runView } from './run-view.ts'
import type { Session } from './session.ts'
import { showPictures } from './show-pictures.ts'

/**
 * Shows a run until it has ended and prints what came of it. The code follows the outcome; a run that was cancelled by
 * somebody counts as failed.
 */
export async function followRun(session: Session, client: Client, id: string): Promise<ExitCode> {
  const { host, signal } = session
  host.noteOnInterrupt = `The run goes on without you: follow it with axoloom logs ${id} -f, or cancel it with axoloom cancel ${id}.`
  const view = viewFor(session, id)
  try {
    for await (const event of client.runs.events(id, { until: 'end', signal })) view.show(event)
  } finally {
    view.close()
  }
  signal.throwIfAborted()
  const run = await client.runs.get(id, { signal })
  await session.print(runView(run, session.terminal.out.colours))
  await showPictures(session, client, run)
  session.say(await farewell(session, run))
  return run.state === 'running' ? exitCodes.ok : codeOfOutcome(run.state)
}

export function codeOfOutcome(outcome: RunOutcome): ExitCode {
  if (outcome === 'succeeded') return exitCodes.ok
  return outcome === 'partial' ? exitCodes.partial : exitCodes.failed
}

/** Lanes on a terminal, lines elsewhere; with data of another format on standard output, the talk keeps to the other. */
function viewFor({ terminal, format, isQuiet }: Session, id: string): RaceView {
  const isTable = format === 'table' || format === 'wide'
  if (isTable && !terminal.out.isTerminal) return lineView(terminal.out)
  if (isQuiet) return silentView
  return terminal.err.isTerminal ? liveView(id, terminal) : lineView(terminal.err)
}

async function farewell(session: Session, { id, state, links }: Run): Promise<string> {
  const { url } = await session.server()
  if (state === 'running') return `The run goes on: axoloom logs ${id} -f`
  const next = state === 'failed' || state === 'cancelled' ? `axoloom retry ${id}` : `axoloom pick ${id} VARIATION`
  return `The run has ${endWord(state)}. Next: ${next}, or see it at ${url}${links.page}`
}
