import { type Command, InvalidArgumentError } from 'commander'
import type { ApiKey, KeyScope } from '#contract/keys.ts'
import { lengthOfTime } from '../arguments.ts'
import type { View } from '../output.ts'
import type { Host } from '../session.ts'
import { oneLine } from '../text.ts'
import { age } from '../words.ts'
import { work } from './action.ts'

const scopes: readonly KeyScope[] = ['read', 'run', 'batch', 'admin']

export function addKeyCommands(program: Command, host: Host): void {
  const keys = program
    .command('keys')
    .summary('list, make and revoke keys')
    .description('Keys that others get in with.')

  const list = keys.command('list', { isDefault: true }).description('Lists the keys; this is what axoloom keys does.')
  work(host, list, async (session) => {
    const rows: ApiKey[] = []
    const client = await session.client()
    for await (const key of client.keys.each({}, { signal: session.signal })) rows.push(key)
    await session.print(keyView(rows, host.now()))
    return undefined
  })

  const create = keys
    .command('create')
    .description('Makes a key and prints it: it is shown this once.')
    .argument('<name>', 'whose or what for')
    .option('-s, --scope <scope>', `${scopes.join(', ')}; may be repeated (read, run)`, collectScopes)
    .option('--owner <name>', 'whose things it sees (yours)')
    .option('--expires <time>', 'ends after 30d, 12h …', lengthOfTime)
  work<{ scope?: KeyScope[]; owner?: string; expires?: number }>(
    host,
    create,
    async (session, options, [name = '']) => {
      const { scope, owner, expires } = options
      const client = await session.client()
      const request = {
        name,
        ...(scope === undefined ? {} : { scopes: scope }),
        ...(owner === undefined ? {} : { owner }),
        ...(expires === undefined ? {} : { expiresAt: new Date(host.now() + expires).toISOString() }),
      }
      const made = await client.keys.create(request, { signal: session.signal })
      // only the key, so that it can go into a variable or a file
      if (session.format === 'table') session.write(`${made.key}\n`)
      else await session.print({ ...keyView([made], host.now()), data: made })
      session.say(`Key ${made.id} of owner ${made.owner} may ${made.scopes.join(', ')}. It is not shown again.`)
      return undefined
    },
  )

  const revoke = keys
    .command('revoke')
    .description('Ends keys at once, with the sessions opened by them.')
    .argument('<id...>', 'which, by axoloom keys')
  work(host, revoke, async (session, _options, ids) => {
    const client = await session.client()
    for (const id of ids) {
      await client.keys.revoke(id, { signal: session.signal })
      session.say(`Key ${id} is revoked.`)
    }
    return undefined
  })
}

function keyView(rows: readonly ApiKey[], now: number): View<ApiKey> {
  return {
    columns: [
      { title: 'KEY', cell: ({ id }) => id },
      { title: 'OWNER', cell: ({ owner }) => owner },
      { title: 'SCOPES', cell: (key) => key.scopes.join(',') },
      { title: 'STATE', cell: (key) => stateOf(key, now) },
      { title: 'USED', cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : `${age(lastUsedAt, now)} ago`) },
      { title: 'EXPIRES', isWide: true, cell: ({ expiresAt }) => expiresAt ?? 'never' },
      { title: 'AGE', isWide: true, cell: ({ createdAt }) => age(createdAt, now) },
      { title: 'NAME', isElastic: true, cell: ({ name }) => oneLine(name) },
    ],
    rows,
    id: ({ id }) => id,
    empty: 'There are no keys yet: make one with axoloom keys create NAME.',
  }
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: number): string {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'valid'
}

function collectScopes(text: string, before: readonly KeyScope[] = []): KeyScope[] {
  const scope = scopes.find((known) => known === text)
  if (scope === undefined) throw new InvalidArgumentError(`It must be one of ${scopes.join(', ')}.`)
  return [...before, scope]
}
