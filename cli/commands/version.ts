import type { Command } from 'commander'
import type { Host } from '../session.ts'
import { work } from './action.ts'

interface Row {
  readonly part: string
  readonly version: string
  readonly where: string
}

export function addVersionCommand(program: Command, host: Host): void {
  const command = program
    .command('version')
    .summary('print the versions')
    .description('Prints the version of this command, and that of the server when it answers.')
    .option('--client', 'only of this command')
  work<{ client?: boolean }>(host, command, async (session, { client: isClientOnly }) => {
    const own: Row = { part: 'axoloom', version: host.version, where: `Node ${process.versions.node}` }
    const server = isClientOnly ? null : await askServer()
    await session.print({
      columns: [
        { title: 'PART', cell: ({ part }) => part },
        { title: 'VERSION', cell: ({ version }) => version },
        { title: 'WHERE', cell: ({ where }) => where },
      ],
      rows: server === null ? [own] : [own, server],
      id: ({ version }) => version,
      data: { client: host.version, server: server?.version ?? null },
    })
    if (server === null && !isClientOnly) session.say('No server answers: start one with axoloom up.')
    return undefined

    /** It is no fault that there is none. */
    async function askServer(): Promise<Row | null> {
      const { url } = await session.server()
      try {
        const { version } = await (await session.client()).version({ signal: session.signal })
        return { part: 'server', version, where: url }
      } catch {
        session.signal.throwIfAborted()
        return null
      }
    }
  })
}
