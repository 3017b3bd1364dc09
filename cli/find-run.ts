import type { Client } from '#contract/client/client.ts'
import { CliError, exitCodes, usageError } from './cli-error.ts'
import { oneLine } from './text.ts'

/** As in contract/ids.ts, without a schema at the start. */
const id = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/

/** The run that is meant: its id, or `last` for the newest. Throws CliError when there is none. */
export async function runIdOf(client: Client, named: string): Promise<string> {
  if (id.test(named.toLowerCase())) return named.toLowerCase()
  if (named !== 'last') {
    throw usageError(`${oneLine(named)} is no run: give its id of 26 characters, or last for the newest.`)
  }
  const { data } = await client.runs.list({ limit: 1 })
  const [newest] = data
  if (newest === undefined) {
    throw new CliError('There is no run yet: start one with axoloom run "BRIEF".', exitCodes.notFound)
  }
  return newest.id
}
