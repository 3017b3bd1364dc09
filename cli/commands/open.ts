import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { runIdOf } from '../find-run.ts'
import type { Host } from '../session.ts'
import { work } from './action.ts'

export function addOpenCommand(program: Command, host: Host): void {
  const command = program
    .command('open')
    .summary('show a run in the browser')
    .description('Opens the page in the browser, and prints its address.')
    .argument('[run]', 'its id, or last; the list of runs unless given')
    .option('--print', 'only print the address')
  work<{ print?: boolean }>(host, command, async (session, { print }, [named]) => {
    const { url } = await session.server()
    const client = await session.client()
    const path = named === undefined ? '/' : await pageOf(await runIdOf(client, named))
    session.write(`${url}${path}\n`)
    if (!print && !(await openInBrowser(`${url}${path}`))) {
      session.say('No browser could be started here: open the address yourself.')
    }
    return undefined

    async function pageOf(id: string): Promise<string> {
      return (await client.runs.get(id, { signal: session.signal })).links.page
    }
  })
}

/** True when the system has taken the address; the browser outlives this process. */
function openInBrowser(url: string): Promise<boolean> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  return new Promise((resolve) => {
    const child = spawn(opener, [url], { detached: true, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
