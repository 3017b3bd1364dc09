import type { Client } from '#contract/client/client.ts'
import { CliError, exitCodes } from './cli-error.ts'

/** The run that is meant: its id, or `last` for the newest. Throws CliError when there is none. */
export async function runIdOf(client: Client, named: string): Promise<string> {
  if (named !== 'last') return named.toLowerCase()
  const { data } = await client.runs.list({ limit: 1 })
  const [newest] = data
  if (newest === undefined) {
    throw new CliError('There is no run yet: start one with axoloom run "BRIEF".', exitCodes.notFound)
  }
  return newest.id
}
