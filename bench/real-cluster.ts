import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { promisify } from 'node:util'

const RESTRICTED = 'pod-security.kubernetes.io/enforce'
/** Longest a command may take; the removal of a namespace waits for its pods. */
const COMMAND_MS = 120_000

/** A cluster, as a person at a terminal has it. */
export interface RealCluster {
  readonly kubectl: string
  /** Of the agents, as its nodes know it. */
  readonly image: string
}

/** What of a real cluster is missing, in words; empty when all is there. A cluster elsewhere may be one that people use. */
export async function clusterNeeds({ kubectl, image }: RealCluster): Promise<string[]> {
  if (!process.env.KUBECONFIG) return ['KUBECONFIG of a cluster for tests']
  try {
    const nodes = await nodesOf(kubectl)
    const names = nodes.flatMap(({ status }) => status.images ?? []).flatMap((known) => known.names ?? [])
    const hasImage = names.some((name) => name === image || name.endsWith(`/${image}`))
    return [
      ...((await isThisMachine(addressOf(nodes))) ? [] : ['a cluster whose node is this machine']),
      ...(hasImage ? [] : [`the image ${image} on its node`]),
    ]
  } catch (error) {
    return [`a cluster that answers at KUBECONFIG (${error instanceof Error ? error.message.trim() : String(error)})`]
  }
}

/** Whether a listener can be had there: what the agents have to reach. */
async function isThisMachine(host: string): Promise<boolean> {
  const server = createServer().listen(0, host)
  try {
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** A namespace for agents as the chart makes it, without its network policies; gives its name. */
export async function makeNamespace(kubectl: string): Promise<string> {
  const namespace = `axl-bench-${process.pid}-${Date.now().toString(36)}`
  const account = { name: 'agent-none', namespace }
  const items = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { [RESTRICTED]: 'restricted' } } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account, automountServiceAccountToken: false },
  ]
  await runKubectl(kubectl, ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  return namespace
}

interface NodeObject {
  readonly status: {
    readonly images?: readonly { readonly names?: readonly string[] }[]
    readonly addresses?: readonly { readonly type: string; readonly address: string }[]
  }
}

async function nodesOf(kubectl: string): Promise<readonly NodeObject[]> {
  const { items } = JSON.parse(await runKubectl(kubectl, ['get', 'nodes', '-o', 'json'])) as { items: NodeObject[] }
  return items
}

/** Where pods find a listener of this machine, which is the node. */
export async function nodeAddress(kubectl: string): Promise<string> {
  return addressOf(await nodesOf(kubectl))
}

function addressOf(nodes: readonly NodeObject[]): string {
  const addresses = nodes.flatMap(({ status }) => status.addresses ?? [])
  const address = addresses.find(({ type }) => type === 'InternalIP')?.address
  if (address === undefined) throw new Error('The node has no address.')
  return address
}

/** Runs kubectl to its end and gives what it printed. Throws with what it complained about. */
export async function runKubectl(kubectl: string, args: readonly string[], input = ''): Promise<string> {
  const running = promisify(execFile)(kubectl, args, { timeout: COMMAND_MS, maxBuffer: 64 * 1024 * 1024 })
  running.child.stdin?.end(input)
  return (await running).stdout
}
