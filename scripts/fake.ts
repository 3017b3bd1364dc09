import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { type FakeKind, fakeKinds } from './fake-servers.ts'
import { Advice, runMain } from './steps.mjs'

const options = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  fault: { type: 'string' },
  times: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** The text of `--help`, with every fault of every server. */
export async function usage(): Promise<string> {
  const kinds = await Promise.all(
    Object.entries(fakeKinds).map(async ([name, { what, port, faults }]) => {
      const all = [...(await faults())].sort().join(', ')
      return `  ${name}  ${what}; port ${port}\n    faults: ${all}`
    }),
  )
  return [
    'Starts a stand-in for a model server on this machine, for demos and for trying what goes wrong.',
    '',
    '  npm run fake -- ollama|claude|comfyui [--port N] [--host ADDRESS] [--fault NAME [--times N]]',
    '',
    '  --port N        where it listens; 0 for any free port (default: where the real one would)',
    '  --host ADDRESS  0.0.0.0 to be reached from pods (default: 127.0.0.1)',
    '  --fault NAME    what goes wrong with the requests that make something',
    '  --times N       only with the first N of them',
    '',
    ...kinds,
  ].join('\n')
}

interface Wish {
  readonly name: string
  readonly kind: FakeKind
  readonly host: string
  readonly port: number
  readonly fault: string | null
  readonly times: number
}

/** What the arguments ask for; null for help. Throws an `Advice` for what it cannot do. */
export async function readWish(args: readonly string[]): Promise<Wish | null> {
  const { values, positionals } = parse(args)
  const [name] = positionals
  if (values.help || name === undefined) return null
  const kind = fakeKinds[name]
  if (kind === undefined) throw new Advice(`There is no fake ${name}; there are ${Object.keys(fakeKinds).join(', ')}.`)
  const { fault = null, host } = values
  const faults = await kind.faults()
  if (fault !== null && !faults.includes(fault)) {
    throw new Advice(`${name} has no fault ${fault}; there are ${[...faults].sort().join(', ')}.`)
  }
  const times = values.times === undefined ? Number.POSITIVE_INFINITY : whole('--times', values.times)
  const port = values.port === undefined ? kind.port : whole('--port', values.port)
  return { name, kind, host, port, fault, times }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new Advice(`${error instanceof Error ? error.message : String(error)}\nSee npm run fake -- --help`)
  }
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Advice(`${name} must be a whole number, not ${text}.`)
  return Number(text)
}

async function main(args: readonly string[]): Promise<number> {
  const wish = await readWish(args)
  if (wish === null) {
    console.log(await usage())
    return 0
  }
  const server = await wish.kind.start(wish).catch((error: Error & { code?: string }) => {
    if (error.code === 'EADDRINUSE') throw new Advice(`Port ${wish.port} is in use; choose another with --port.`)
    throw error
  })
  const settings = Object.entries(server.settings).map(([name, value]) => `${name}=${value}`)
  const goesWrong = wish.fault === null ? '' : ` with ${wish.fault}`
  console.log(`The fake ${wish.name} is up${goesWrong}: ${server.url}`)
  console.log(`In another terminal: ${settings.join(' ')} npm start`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await server.close()
  return 0
}

if (import.meta.main) await runMain(() => main(process.argv.slice(2)))
