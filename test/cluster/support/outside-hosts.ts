import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Where clouds keep the credentials of a machine. */
export const METADATA = '169.254.169.254'
/** An address for documentation (RFC 5737): no host of the internet has it. */
export const INTERNET = '198.51.100.10'

const NAMESPACE = 'axoloom-outside'
const OUR_END = 'axlout0'
const THEIR_END = 'axlout1'
const GATEWAY = '198.51.100.9'
/** Of a routing table that nothing else uses. */
const TABLE = '7391'

/** Answers on every address it has, until its standard input ends. */
const server = `
const answer = require('node:net').createServer((socket) => socket.on('error', () => {}).end('outside'))
for (const port of [53, 80, 443]) require('node:net').createServer((s) => s.on('error', () => {}).end('outside')).listen(port, '0.0.0.0')
const udp = require('node:dgram').createSocket('udp4')
udp.on('message', (message, { port, address }) => udp.send(message, port, address))
udp.bind(53, '0.0.0.0', () => console.log('ready'))
process.stdin.on('end', () => process.exit()).resume()
`

/** Two hosts of this machine in the place of the metadata service and of a host of the internet. */
export interface OutsideHosts {
  close(): Promise<void>
}

/** What is missing on this machine to make them; empty when nothing is. */
export function outsideNeeds(): readonly string[] {
  const isRoot = process.getuid?.() === 0
  return [...(isRoot ? [] : ['root, to make hosts in a network namespace']), ...(hasIp() ? [] : ['the program ip'])]
}

/**
 * Makes them in a network namespace and leads the pods of the node with this address there. The machine's own traffic
 * keeps its ways. Throws when an address would still lead out of the machine.
 */
export async function startOutsideHosts(nodeAddress: string): Promise<OutsideHosts> {
  const pods = networkOf(nodeAddress)
  clear(pods)
  let child: ChildProcess | null = null
  const close = async () => {
    if (child !== null && child.exitCode === null) {
      child.stdin?.end()
      await once(child, 'exit')
    }
    clear(pods)
  }
  try {
    lead(pods)
    child = spawn('ip', ['netns', 'exec', NAMESPACE, process.execPath, '-e', server], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    if (child.stdout === null) throw new Error('The hosts outside have no output.')
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => Promise.reject(new Error('The hosts outside ended.'))),
    ])
    for (const host of [METADATA, INTERNET]) assertInside(host, pods)
    return { close }
  } catch (error) {
    await close()
    throw error
  }
}

interface PodNetwork {
  /** Name of the interface that pods come in by. */
  readonly device: string
  readonly cidr: string
  /** Some address of it. */
  readonly address: string
}

/** What `ip -json address` says of an interface. */
interface Interface {
  readonly ifname: string
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number }[]
}

/**
 * The interface of this machine that has the node's address. Throws when the node is another machine. (Node itself
 * knows no interface without a carrier, as a bridge without pods is.)
 */
function networkOf(nodeAddress: string): PodNetwork {
  const interfaces = JSON.parse(ip('-json', '-4', 'address')) as readonly Interface[]
  for (const { ifname, addr_info } of interfaces) {
    const own = addr_info.find(({ local }) => local === nodeAddress)
    if (own === undefined) continue
    const network = nodeAddress.replace(/\.\d+$/, '.0')
    return { device: ifname, cidr: `${network}/${own.prefixlen}`, address: nodeAddress.replace(/\.\d+$/, '.200') }
  }
  throw new Error(`The node ${nodeAddress} is not this machine: hosts for its pods cannot be made here.`)
}

function lead({ cidr }: PodNetwork): void {
  ip('netns', 'add', NAMESPACE)
  ip('link', 'add', OUR_END, 'type', 'veth', 'peer', 'name', THEIR_END, 'netns', NAMESPACE)
  ip('address', 'add', `${GATEWAY}/30`, 'dev', OUR_END)
  ip('link', 'set', OUR_END, 'up')
  const there = (...args: string[]) => ip('-n', NAMESPACE, ...args)
  there('link', 'set', 'lo', 'up')
  there('address', 'add', `${INTERNET}/30`, 'dev', THEIR_END)
  there('address', 'add', `${METADATA}/32`, 'dev', 'lo')
  there('link', 'set', THEIR_END, 'up')
  there('route', 'add', 'default', 'via', GATEWAY)
  // Only for pods: this machine may have a metadata service of its own.
  ip('route', 'add', `${METADATA}/32`, 'via', INTERNET, 'dev', OUR_END, 'table', TABLE)
  ip('rule', 'add', 'from', cidr, 'to', `${METADATA}/32`, 'lookup', TABLE)
}

/** Also what a test that was killed has left behind. */
function clear({ cidr }: PodNetwork): void {
  tryIp('netns', 'delete', NAMESPACE)
  tryIp('link', 'delete', OUR_END)
  while (tryIp('rule', 'delete', 'from', cidr, 'to', `${METADATA}/32`, 'lookup', TABLE));
  tryIp('route', 'flush', 'table', TABLE)
}

function assertInside(host: string, { device, address }: PodNetwork): void {
  const route = ip('route', 'get', host, 'from', address, 'iif', device)
  if (!route.includes(`dev ${OUR_END}`)) throw new Error(`${host} would lead out of this machine: ${route}`)
}

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function tryIp(...args: readonly string[]): boolean {
  try {
    ip(...args)
    return true
  } catch {
    return false
  }
}

function hasIp(): boolean {
  return tryIp('-V')
}
