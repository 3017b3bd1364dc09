import { createServer } from 'node:net'
import { failed, fixBy, ok, skipped } from '../runner/runner-check.ts'
import { LIST_SETTINGS, START } from '../start-command.ts'
import type { Rule } from './rule.ts'

/** The major that everything is tested on. */
const NODE_MAJOR = 24

export function nodeRule(version: string = process.versions.node): Rule {
  return {
    id: 'node',
    area: 'machine',
    about: 'Node.js',
    async look() {
      if (Number(version.split('.')[0]) >= NODE_MAJOR) return ok(`Node.js ${version}.`)
      return failed(
        `Node.js ${version} is too old.`,
        `Axoloom needs ${NODE_MAJOR} or newer.`,
        fixBy('Start it with the Node.js that it brings along.', START),
      )
    },
  }
}

/** `problems`: what cannot be used, one sentence each, as the start would say it. */
export function settingsRule(problems: readonly string[]): Rule {
  return {
    id: 'settings',
    area: 'machine',
    about: 'The settings',
    async look() {
      if (problems.length === 0) return ok('The settings fit together.')
      return failed(
        problems.length === 1 ? 'A setting cannot be used.' : `${problems.length} settings cannot be used.`,
        problems.join(' '),
        fixBy('Change them in the environment or in .env; this lists what each may be.', LIST_SETTINGS),
      )
    },
  }
}

export interface PortOptions {
  readonly id: string
  readonly setting: 'PORT' | 'GATEWAY_PORT'
  readonly host: string
  readonly port: number
  /** Where it listens; null while no server runs. */
  readonly url: string | null
  /** Another process works on the same data, so it holds the ports. */
  readonly isOther: boolean
  /** Not to be proposed in its place. */
  readonly taken: readonly number[]
}

export function portRule({ id, setting, host, port, url, isOther, taken }: PortOptions): Rule {
  return {
    id,
    area: 'machine',
    about: `The port of ${setting}`,
    async look() {
      if (url !== null) return ok(`${setting}: Axoloom listens at ${url}.`)
      if (port === 0) return ok(`${setting}: any free port is taken.`)
      if (isOther) {
        return skipped(
          `${setting}: port ${port} was not tried.`,
          'An Axoloom that runs on the same data holds its ports.',
        )
      }
      const code = await tryPort(host, port)
      if (code === null) return ok(`${setting}: port ${port} of ${host} is free.`)
      return portFault({ setting, host, port }, code, code === 'EADDRINUSE' ? await freePort(host, port, taken) : null)
    },
  }
}

function portFault(
  { setting, host, port }: Pick<PortOptions, 'setting' | 'host' | 'port'>,
  code: string,
  free: number | null,
) {
  const what = `${setting}: port ${port} of ${host} cannot be used.`
  const another = free === null ? null : `${setting}=${free} ${START}`
  switch (code) {
    case 'EADDRINUSE':
      return failed(what, 'Another program listens there.', fixBy('End that program, or take another port.', another))
    case 'EACCES':
      return failed(
        what,
        'Ports below 1024 are for root.',
        fixBy('Take a higher port.', `${setting}=${port + 8000} ${START}`),
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return failed(
        what,
        'This machine has no such address.',
        fixBy('Listen on this machine only, or on one of its addresses.', `${hostSetting(setting)}=127.0.0.1 ${START}`),
      )
    default:
      return failed(what, `The system says ${code}.`)
  }
}

const hostSetting = (setting: PortOptions['setting']) => (setting === 'PORT' ? 'HOST' : 'GATEWAY_HOST')

/** Null when the port can be listened on, else the system's code. */
function tryPort(host: string, port: number): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const server = createServer()
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  return promise
}

/** How far a proposal is looked for. */
const PORTS_TRIED = 20

async function freePort(host: string, port: number, taken: readonly number[]): Promise<number | null> {
  for (let next = port + 1; next <= Math.min(port + PORTS_TRIED, 65_535); next++) {
    if (!taken.includes(next) && (await tryPort(host, next)) === null) return next
  }
  return null
}
