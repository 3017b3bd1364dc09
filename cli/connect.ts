import { type Client, createClient } from '#contract/client/client.ts'
import { CliError, usageError } from './cli-error.ts'
import type { Config } from './config.ts'
import { readContexts } from './contexts.ts'

export const DEFAULT_SERVER = 'http://127.0.0.1:8000'

/** Enough for a lost connection; who waits at a terminal wants to know soon that nobody answers. */
const RETRIES = 1

/** The server that is asked, and with which key. */
export interface Choice {
  readonly url: string
  readonly key: string | null
}

/**
 * The server that a call is for: `--server`, `--context`, AXOLOOM_URL, AXOLOOM_CONTEXT, the current context, the usual
 * address, in this order. A key that is kept in a context goes to that context's server only. Throws CliError.
 */
export async function chooseServer(
  { url, key, context: ownContext, contextsPath }: Config,
  asked: { readonly server: string | undefined; readonly context: string | undefined },
): Promise<Choice> {
  if (asked.server !== undefined) return { url: serverUrl(asked.server), key }
  if (asked.context === undefined && url !== null) return { url: serverUrl(url), key }
  const { current, contexts } = await readContexts(contextsPath)
  const name = asked.context ?? ownContext ?? current
  if (name === null) return { url: DEFAULT_SERVER, key }
  const context = contexts[name]
  if (context === undefined) {
    throw usageError(`There is no context ${name}: see axoloom context list, or make it with axoloom context add.`)
  }
  return { url: serverUrl(context.server), key: context.key ?? key }
}

export function connect({ url, key }: Choice): Client {
  return createClient({ url, ...(key === null ? {} : { key }), retries: RETRIES })
}

/** The address as the client takes it. Throws CliError for anything but http and https. */
export function serverUrl(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usageError(`${text} is no address of a server: give one such as ${DEFAULT_SERVER}.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new CliError('A server’s address holds no password: give a key by AXOLOOM_KEY or a context.', 2)
  }
  return url.href.replace(/\/+$/, '')
}
