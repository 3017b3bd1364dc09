import type { Command } from 'commander'
import type { Me, Quota } from '#contract/keys.ts'
import type { Host } from '../session.ts'
import { work } from './action.ts'

/** Adds `axoloom me`: who a key belongs to, and how much of each bound is used. */
export function addMeCommand(program: Command, host: Host): void {
  const command = program
    .command('me')
    .summary('show whose key this is and what is used')
    .description('Shows who the key belongs to, what it may do, and how much of each bound is used.')
  work(host, command, async (session) => {
    const client = await session.client()
    const me = await client.me({ signal: session.signal })
    const rows: [bound: string, quota: Quota][] = Object.entries(me.quotas)
    await session.print({
      columns: [
        { title: 'BOUND', cell: ([bound]) => wordsOf(bound) },
        { title: 'USED', cell: ([, { used }]) => String(used) },
        { title: 'LIMIT', cell: ([, { limit }]) => (limit === null ? 'none' : String(limit)) },
      ],
      rows,
      id: ([bound]) => bound,
      name: me.owner,
      data: me,
    })
    session.say(whoIs(me))
    return undefined
  })
}

function whoIs({ owner, key, scopes }: Me): string {
  return `You are ${owner}${key === null ? '' : ` by key ${key.id} (${key.name})`} and may ${scopes.join(', ')}.`
}

/** `requestsPerMinute` as `requests per minute`. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
