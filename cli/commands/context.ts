import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { CliError, exitCodes, usageError } from '../cli-error.ts'
import { serverUrl } from '../connect.ts'
import type { Contexts } from '../context-schema.ts'
import { readContexts, writeContexts } from '../contexts.ts'
import { textArgument } from '../read-input.ts'
import type { Host } from '../session.ts'
import { work } from './action.ts'

interface Row {
  readonly name: string
  readonly server: string
  readonly isCurrent: boolean
  readonly hasKey: boolean
}

export function addContextCommands(program: Command, host: Host): void {
  const path = host.config.contextsPath
  const context = program
    .command('context')
    .summary('choose between servers')
    .description(`Servers by name, with their keys, kept in ${path}.`)

  const list = context
    .command('list', { isDefault: true })
    .description('Lists them; this is what axoloom context does.')
  work(host, list, async (session) => {
    await session.print({
      columns: [
        { title: '', cell: ({ isCurrent }) => (isCurrent ? '*' : ' ') },
        { title: 'NAME', cell: ({ name }) => name },
        { title: 'SERVER', cell: ({ server }) => server },
        { title: 'KEY', cell: ({ hasKey }) => (hasKey ? 'yes' : 'no') },
      ],
      rows: rowsOf(await readContexts(path)),
      id: ({ name }) => name,
      empty: 'There are no contexts yet: add one with axoloom context add NAME URL.',
    })
    return undefined
  })

  const add = context
    .command('add')
    .description('Adds a server, or changes it. The first one is used from then on.')
    .argument('<name>', 'how to call it')
    .argument('<url>', 'its address')
    .option('--key-file <file>', 'where its key stands; - for standard input')
  work<{ keyFile?: string }>(host, add, async (session, { keyFile }, [name = '', url = '']) => {
    const contexts = await readContexts(path)
    const key = keyFile === undefined ? undefined : await readKey(keyFile, host)
    const made = { server: serverUrl(url), ...(key === undefined ? {} : { key }) }
    const current = contexts.current ?? name
    await writeContexts(path, { current, contexts: { ...contexts.contexts, [name]: made } })
    session.say(current === name ? `${name} is used from now on.` : `Use it with axoloom context use ${name}`)
    return undefined
  })

  const use = context.command('use').description('Makes one the usual one.').argument('<name>', 'which')
  work(host, use, async (session, _options, [name = '']) => {
    const contexts = await readContexts(path)
    const { server } = known(contexts, name)
    await writeContexts(path, { ...contexts, current: name })
    session.say(`${name} (${server}) is used from now on.`)
    return undefined
  })

  const remove = context.command('remove').description('Forgets one, with its key.').argument('<name>', 'which')
  work(host, remove, async (session, _options, [name = '']) => {
    const { current, contexts } = await readContexts(path)
    known({ current, contexts }, name)
    const rest = Object.fromEntries(Object.entries(contexts).filter(([other]) => other !== name))
    await writeContexts(path, { current: current === name ? null : current, contexts: rest })
    session.say(`${name} is forgotten.`)
    return undefined
  })
}

function rowsOf({ current, contexts }: Contexts): Row[] {
  return Object.entries(contexts).map(([name, { server, key }]) => ({
    name,
    server,
    isCurrent: name === current,
    hasKey: key !== undefined,
  }))
}

function known({ contexts }: Contexts, name: string) {
  const found = contexts[name]
  if (found !== undefined) return found
  throw new CliError(`There is no context ${name}: see axoloom context list.`, exitCodes.notFound)
}

// Never as an argument: every user of the machine can read those.
async function readKey(file: string, host: Host): Promise<string> {
  const key = file === '-' ? await textArgument('-', host.stdin) : (await readFile(file, 'utf8')).trim()
  if (/^\S+$/.test(key)) return key
  throw usageError(`${file} holds no key: it must be one line without spaces.`)
}
